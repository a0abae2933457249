import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret, SecretRef } from '../../../lib/watch/ports/secret.ts';

describe('a secret', () => {
  const secret = new Secret('hunter2');

  it('is revealed to those who ask for it', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  it.each([
    ['a string', String(secret), '[redacted]'],
    ['a template', `${secret}`, '[redacted]'],
    // biome-ignore lint/style/useTemplate: this is another way to print
    ['a sum', 'token ' + secret, 'token [redacted]'],
    ['JSON', JSON.stringify({ secret }), '{"secret":"[redacted]"}'],
    ['the inspector', inspect(secret), '[redacted]'],
    [
      'the inspector, deep and with what is hidden',
      inspect({ a: [secret] }, { depth: 9, showHidden: true }),
      undefined,
    ],
    ['a log line', format('%s %o %j', secret, secret, secret), undefined],
    ['the message of an error', new Error(`${secret}`).message, '[redacted]'],
    ['an error with it as cause', inspect(new Error('no', { cause: secret })), undefined],
    ['its keys', JSON.stringify(Object.entries(secret)), '[]'],
    ['a copy', inspect({ ...secret }), '{}'],
  ])('is not printed in %s', (_, printed, expected) => {
    expect(printed).not.toContain('hunter2');
    if (expected !== undefined) expect(printed).toBe(expected);
    else expect(printed).toContain('redacted');
  });
});

describe('a reference to a secret', () => {
  const most = (character: string, count: number) => character.repeat(count);

  it.each([
    'env:NAME',
    'env:_',
    'env:name_2',
    `env:N${most('x', 127)}`,
    'secretsmanager:jobwatch/otc-prod',
    'secretsmanager:jobwatch/otc-prod#access_key',
    'secretsmanager:arn:aws:secretsmanager:eu-central-1:123456789012:secret:a/b_+=.@-x#k.e-y',
    `secretsmanager:${most('x', 512)}#${most('k', 128)}`,
    'ssm:/jobwatch/ticket-system/signing.secret_1',
    `ssm:/${most('x', 1_010)}`,
  ])('may be %s', (reference) => {
    expect(SecretRef.parse(reference)).toBe(reference);
  });

  it.each([
    '',
    'hunter2',
    'env:',
    'env:2NAME',
    'env:NA-ME',
    'env:NAME\n',
    ' env:NAME',
    'xenv:NAME',
    `env:N${most('x', 128)}`,
    'ENV:NAME',
    'secretsmanager:',
    'secretsmanager:a b',
    'secretsmanager:a#',
    'secretsmanager:a#b#c',
    'secretsmanager:a#b ',
    'xsecretsmanager:a',
    `secretsmanager:${most('x', 513)}`,
    `secretsmanager:a#${most('k', 129)}`,
    'ssm:jobwatch',
    'ssm:/',
    'ssm:/a b',
    'ssm:/a#b',
    'xssm:/a',
    `ssm:/${most('x', 1_011)}`,
    'whsec_aHVudGVyMg==',
    'https://hooks.slack.com/services/T0/B0/hunter2',
    'vault:secret/hunter2',
  ])('is never %j, which is not repeated', (literal) => {
    const { success, error } = SecretRef.safeParse(literal);
    expect(success).toBe(false);
    expect(error?.issues).toStrictEqual([
      {
        code: 'custom',
        path: [],
        message:
          'expected a reference to a secret (env:NAME, secretsmanager:name#key or ssm:/path), found something else; a literal secret is refused',
      },
    ]);
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });
});
