import { describe, expect, it, onTestFinished } from 'vitest';
import { cached } from '../../lib/aws/cache.ts';
import { makeResolveSecret } from '../../lib/aws/secrets.ts';
import { makeAttemptDelivery } from '../../lib/channels/attempt-delivery.ts';
import { Destination } from '../../lib/channels/destination.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import { SecretUnavailable } from '../../lib/watch/errors.ts';
import type { Attempt } from '../../lib/watch/ports/attempt-delivery.ts';
import type { ResolveSecret } from '../../lib/watch/ports/secret.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { HttpAnswer, SendHttp } from '../../lib/watch/ports/send-http.ts';
import { aFailureNotification, aNotification } from '../support/notifications.ts';
import { type Received, startReceiver } from './receiver.ts';

const signAws = () => Promise.reject(new TypeError('Nothing here goes to AWS.'));

/**
 * Secrets as a function keeps them, on a clock that stands still: what is changed is found only by who asks
 * past them.
 */
function keptSecrets(stored: Record<string, string>): ResolveSecret {
  const keep = { now: () => 0, seconds: 300 };
  const read = async (name: string) =>
    stored[name] ?? Promise.reject(new SecretUnavailable(`${name} is gone`));
  return makeResolveSecret({
    readSecret: cached(read, keep),
    readParameter: cached(read, keep),
  });
}

/**
 * How Slack answers at its addresses, and ntfy at its root, when an address or a token is revoked and when it
 * is not.
 */
function replyTo(
  { path = '', headers }: Received,
  revoked: ReadonlySet<string>,
): [status: number, body: string] {
  const { authorization } = headers;
  if (authorization === undefined) return revoked.has(path) ? [404, 'no_service'] : [200, 'ok'];
  return revoked.has(authorization) ? [401, '{"code":40101}'] : [200, '{"id":"a","event":"message"}'];
}

describe('between two notifications', () => {
  it('the address of a chat and the token of another are changed, and both notifications arrive at both', async () => {
    const receiver = await startReceiver();
    onTestFinished(receiver.close);
    const revoked = new Set<string>();
    receiver.answer((response) => {
      const [status, body] = replyTo(receiver.received.at(-1)!, revoked);
      response.writeHead(status).end(body);
    });
    const stored = {
      '/chat': `${receiver.origin}/old`,
      '/topic': `${receiver.origin}/topic`,
      token: JSON.stringify({ ntfy: 'tk_old0000000' }),
    };
    const { send, close } = makeSendHttp({ addresses: 'public_or_loopback' });
    onTestFinished(close);
    const attempt = makeAttemptDelivery({
      ...{ send, signAws, resolveSecret: keptSecrets(stored), now: () => 0 },
      destinations: [
        Destination.parse({ id: 'chat', kind: 'slack', url: 'ssm:/chat' }),
        Destination.parse({
          id: 'topic',
          kind: 'ntfy',
          url: 'ssm:/topic',
          token: 'secretsmanager:token#ntfy',
        }),
      ],
    });
    const deliver = (notification: Attempt['notification']) =>
      Promise.all(
        ['chat', 'topic'].map(
          async (destination) => (await attempt({ notification, destination })).answer.kind,
        ),
      );
    expect(await deliver(aNotification())).toEqual(['delivered', 'delivered']);
    stored['/chat'] = `${receiver.origin}/new`;
    stored.token = JSON.stringify({ ntfy: 'tk_new0000000' });
    revoked.add('/old').add('Bearer tk_old0000000');
    receiver.received.length = 0;
    expect(await deliver(aFailureNotification())).toEqual(['delivered', 'delivered']);
    const asked = receiver.received.map(({ path, headers }) => `${path} ${headers.authorization ?? ''}`);
    expect(asked.sort()).toEqual(['/ Bearer tk_new0000000', '/ Bearer tk_old0000000', '/new ', '/old ']);
    receiver.received.length = 0;
    expect(await deliver(aNotification())).toEqual(['delivered', 'delivered']);
    expect(receiver.received).toHaveLength(2);
  });
});

const answered = (status: number, body: string): HttpAnswer => ({
  kind: 'answer',
  status,
  headers: {},
  body,
});

const kinds = {
  slack: { kind: 'slack', url: 'ssm:/s' },
  'slack-bot': { kind: 'slack-bot', token: 'ssm:/s', channel: 'C012AB3CD' },
  telegram: { kind: 'telegram', token: 'ssm:/s', chat_id: '-100123' },
  pagerduty: { kind: 'pagerduty', routing_key: 'ssm:/s' },
  discord: { kind: 'discord', url: 'ssm:/s' },
  webhook: { kind: 'webhook', url: 'https://hooks.example/a', sign: ['ssm:/s'] },
};
type Kind = keyof typeof kinds;
const values: Record<Kind, [old: string, rotated: string]> = {
  slack: ['https://hooks.slack.com/services/T0/B0/old', 'https://hooks.slack.com/services/T0/B0/new'],
  'slack-bot': ['xoxb-1234567-old', 'xoxb-1234567-new'],
  telegram: ['1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '1234567:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'],
  pagerduty: ['a'.repeat(32), 'b'.repeat(32)],
  discord: ['https://discord.com/api/webhooks/1/old', 'https://discord.com/api/webhooks/1/new'],
  webhook: [`whsec_${btoa('a'.repeat(32))}`, `whsec_${btoa('b'.repeat(32))}`],
};
const taken: Record<Kind, HttpAnswer> = {
  slack: answered(200, 'ok'),
  'slack-bot': answered(200, '{"ok":true,"channel":"C012AB3CD","ts":"1.2"}'),
  telegram: answered(200, '{"ok":true,"result":{"message_id":1}}'),
  pagerduty: answered(202, '{"status":"success"}'),
  discord: answered(200, '{"id":"1"}'),
  webhook: answered(204, ''),
};

/**
 * One attempt with what is kept, with `stored` behind the cache; a channel that gives these answers in
 * turn.
 */
async function attemptAt(
  kind: Kind,
  stored: string | undefined,
  { answers, attempted }: { answers: HttpAnswer[]; attempted?: Partial<Attempt> },
) {
  const fresh: string[] = [];
  let requests = 0;
  const send: SendHttp = async () => answers[requests++] ?? expect.unreachable('asked too often');
  const attempt = makeAttemptDelivery({
    ...{ send, signAws, now: () => 0, destinations: [Destination.parse({ id: 'a', ...kinds[kind] })] },
    resolveSecret: async (reference, how) => {
      if (how?.fresh) fresh.push(reference);
      const value = how?.fresh ? stored : values[kind][0];
      if (value === undefined) throw new SecretUnavailable(`${reference} is gone`);
      return new Secret(value);
    },
  });
  const answer = await attempt({ notification: aNotification(), destination: 'a', ...attempted });
  return { ...answer, fresh, requests: () => requests };
}

const refusals: [Kind, HttpAnswer][] = [
  ['slack', answered(403, 'invalid_token')],
  ['slack', answered(404, 'no_service')],
  ['slack', answered(401, '')],
  ['slack-bot', answered(200, '{"ok":false,"error":"invalid_auth"}')],
  ['slack-bot', answered(200, '{"ok":false,"error":"token_revoked"}')],
  ['telegram', answered(401, '{"ok":false,"error_code":401,"description":"Unauthorized"}')],
  ['pagerduty', answered(400, '{"status":"invalid event"}')],
  ['discord', answered(404, '{"code":10015}')],
  ['discord', answered(401, '{"code":50027}')],
  ['webhook', answered(401, '')],
  ['webhook', answered(403, '')],
];

describe('after a refusal', () => {
  it.each(refusals)(
    'a secret of %s that was changed is used within the same attempt (%#)',
    async (kind, refusal) => {
      const { answer, fresh, requests } = await attemptAt(kind, values[kind][1], {
        answers: [refusal, taken[kind]],
      });
      expect(answer.kind).toBe('delivered');
      expect({ fresh, requests: requests() }).toEqual({ fresh: ['ssm:/s'], requests: 2 });
    },
  );

  it.each(refusals)('a secret of %s that is the same is not tried again (%#)', async (kind, refusal) => {
    const { answer, requests } = await attemptAt(kind, values[kind][0], { answers: [refusal] });
    expect(['refused', 'gone']).toContain(answer.kind);
    expect(requests()).toBe(1);
  });

  it('a changed secret that is refused too is refused, without a third request', async () => {
    const answers = [answered(404, 'no_service'), answered(403, 'invalid_token')];
    const { answer, requests } = await attemptAt('slack', values.slack[1], { answers });
    expect(answer).toMatchObject({ kind: 'refused', why: expect.stringContaining('invalid_token') });
    expect(requests()).toBe(2);
  });

  it('retries later if the stored secret cannot be read', async () => {
    const { answer } = await attemptAt('slack', undefined, { answers: [answered(403, 'invalid_token')] });
    expect(answer).toEqual({ kind: 'try_again', why: 'the secret ssm:/s could not be read: ssm:/s is gone' });
  });

  it('remembers a gone destination by the secret that was tried last', async () => {
    const gone = answered(404, 'no_service');
    const known = await attemptAt('slack', values.slack[0], { answers: [gone] });
    const found = await attemptAt('slack', values.slack[1], { answers: [gone, gone] });
    expect(found.answer.kind).toBe('gone');
    expect(found.fingerprint).not.toBe(known.fingerprint);
  });
});

it.each([
  ['is taken', taken.slack, 'delivered'],
  ['is for later', answered(503, ''), 'try_again'],
  ['asks to wait', answered(429, ''), 'throttled'],
  ['never comes', { kind: 'failure', what: 'timeout', message: 'No answer' } as const, 'try_again'],
] as const)('reads no stored secret if a message %s', async (_, first, kind) => {
  const { answer, fresh } = await attemptAt('slack', values.slack[1], { answers: [first] });
  expect(answer.kind).toBe(kind);
  expect(fresh).toEqual([]);
});

it('reads no stored secret for a destination that is known to be gone', async () => {
  const { fingerprint = '' } = await attemptAt('slack', values.slack[0], { answers: [answered(410, '')] });
  const attempted = { goneAs: fingerprint };
  const { answer, fresh } = await attemptAt('slack', values.slack[1], { answers: [], attempted });
  expect(answer.kind).toBe('gone');
  expect(fresh).toEqual([]);
});
