import { inspect } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it } from 'vitest';
import { cached } from '../../lib/aws/cache.ts';
import { makeReadParameter, makeReadSecret, makeResolveSecret } from '../../lib/aws/secrets.ts';
import { SecretUnavailable } from '../../lib/watch/errors.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';
import { type Call, failure, ok, type Reply, startAws } from './aws-server.ts';

let close: () => Promise<unknown> = async () => undefined;
afterEach(() => close());

async function stores(answer: (call: Call) => Reply) {
  const aws = await startAws(answer);
  close = aws.close;
  const resolve = makeResolveSecret({
    readSecret: makeReadSecret(new SecretsManagerClient(aws.options)),
    readParameter: makeReadParameter(new SSMClient(aws.options)),
  });
  return { calls: aws.calls, resolve: (reference: string) => resolve(SecretRef.parse(reference)) };
}

/** Makes the same stores behind a cache whose clock stands still. */
async function cachedStores(answer: (call: Call) => Reply) {
  const aws = await startAws(answer);
  close = aws.close;
  const caching = { now: () => 0, seconds: 300 };
  const resolve = makeResolveSecret({
    readSecret: cached(makeReadSecret(new SecretsManagerClient(aws.options)), caching),
    readParameter: cached(makeReadParameter(new SSMClient(aws.options)), caching),
  });
  return { calls: aws.calls, resolve };
}

const json = JSON.stringify({ user: 'watcher', password: 'hunter2', port: 5, empty: '' });

describe('a secret', () => {
  it.each([
    ['the whole text', 'secretsmanager:jobwatch/slack', { SecretString: 'hunter2' }, 'hunter2'],
    ['a key of its JSON', 'secretsmanager:jobwatch/otc#password', { SecretString: json }, 'hunter2'],
    ['the whole of a JSON', 'secretsmanager:jobwatch/otc', { SecretString: json }, json],
    ['a parameter', 'ssm:/jobwatch/key', { Parameter: { Value: 'hunter2' } }, 'hunter2'],
  ])('is read as %s: %s', async (...[, reference, answer, value]) => {
    const { resolve } = await stores(() => ok(answer));
    expect((await resolve(reference)).reveal()).toBe(value);
  });

  it('is requested from Secrets Manager by name, without the key', async () => {
    const { resolve, calls } = await stores(() => ok({ SecretString: json }));
    await resolve('secretsmanager:jobwatch/otc#user');
    expect(calls).toEqual([{ operation: 'GetSecretValue', parameters: { SecretId: 'jobwatch/otc' } }]);
  });

  it('is requested from Secrets Manager by ARN, if the reference has one', async () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:jobwatch/otc-AbCdEf';
    const { resolve, calls } = await stores(() => ok({ SecretString: json }));
    expect((await resolve(`secretsmanager:${arn}#user`)).reveal()).toBe('watcher');
    expect(calls[0]?.parameters).toEqual({ SecretId: arn });
  });

  it('is requested decrypted from Parameter Store', async () => {
    const { resolve, calls } = await stores(() => ok({ Parameter: { Value: 'v' } }));
    await resolve('ssm:/jobwatch/key');
    expect(calls).toEqual([
      { operation: 'GetParameter', parameters: { Name: '/jobwatch/key', WithDecryption: true } },
    ]);
  });
});

describe('a cached secret', () => {
  it.each([
    ['secretsmanager:jobwatch/key', (value: string) => ok({ SecretString: value })],
    [
      'secretsmanager:jobwatch/otc#key',
      (value: string) => ok({ SecretString: JSON.stringify({ key: value }) }),
    ],
    ['ssm:/jobwatch/key', (value: string) => ok({ Parameter: { Value: value } })],
  ])('is read again if it must be fresh: %s', async (name, answer) => {
    let value = 'old';
    const { resolve, calls } = await cachedStores(() => answer(value));
    const reference = SecretRef.parse(name);
    const read = async (how?: { fresh: boolean }) => (await resolve(reference, how)).reveal();
    expect(await read()).toBe('old');
    value = 'rotated';
    expect(await read()).toBe('old');
    expect(await read({ fresh: true })).toBe('rotated');
    expect(await read()).toBe('rotated');
    expect(calls).toHaveLength(2);
  });
});

const missing = [
  ['secretsmanager:jobwatch/gone', failure('ResourceNotFoundException'), 'ResourceNotFoundException'],
  ['secretsmanager:jobwatch/locked#key', failure('AccessDeniedException'), 'AccessDeniedException'],
  ['secretsmanager:jobwatch/down', failure('InternalServiceError', 500), 'InternalServiceError'],
  ['secretsmanager:jobwatch/garbled', { body: 'hunter2 is no JSON' }, 'SyntaxError'],
  ['secretsmanager:jobwatch/binary', ok({ SecretBinary: 'aHVudGVyMg==' }), 'binary'],
  ['secretsmanager:jobwatch/otc#pin', ok({ SecretString: json }), 'the secret has no text under that key'],
  ['secretsmanager:jobwatch/otc#port', ok({ SecretString: json }), 'no text under that key'],
  ['secretsmanager:jobwatch/otc#empty', ok({ SecretString: json }), 'no text under that key'],
  ['secretsmanager:jobwatch/text#key', ok({ SecretString: 'hunter2' }), 'is not a JSON object'],
  ['secretsmanager:jobwatch/list#key', ok({ SecretString: '["hunter2"]' }), 'is not a JSON object'],
  ['ssm:/jobwatch/gone', failure('ParameterNotFound'), 'ParameterNotFound'],
  ['ssm:/jobwatch/garbled', { body: 'hunter2 is no JSON' }, 'SyntaxError'],
  ['ssm:/jobwatch/hollow', ok({}), 'has no text value'],
  ['ssm:/jobwatch/parts', ok({ Parameter: { Value: { a: 'hunter2' } } }), 'has no text value'],
  ['secretsmanager:jobwatch/parts', ok({ SecretString: { a: 'hunter2' } }), 'Expected a text'],
  ['env:HUNTER', ok({}), 'cannot be read in AWS'],
] as const;

describe('a secret that cannot be read', () => {
  it.each(missing)(
    '%s fails with its reference and the reason, without its value',
    async (reference, answer, why) => {
      const { resolve } = await stores(() => answer);
      const error = await resolve(reference).then(
        () => expect.unreachable('the secret was found'),
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(SecretUnavailable);
      expect(error).toMatchObject({ message: expect.stringContaining(reference.replace(/#.*/, '')) });
      expect(error).toMatchObject({ message: expect.stringContaining(why) });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/hunter2|aHVudGVyMg/);
    },
  );
});
