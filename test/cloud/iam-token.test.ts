import { describe, expect, it, onTestFinished } from 'vitest';
import { TokenRequest } from '../../lib/cloud/iam-schemas.ts';
import { makeTokenSource } from '../../lib/cloud/iam-token.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import { SecretUnavailable } from '../../lib/watch/errors.ts';
import type { ResolveSecret } from '../../lib/watch/ports/secret.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import { closedPort, serve } from '../http/loopback-server.ts';
import { accountOf, noSecrets, projectId, resolveSecret, secretPart } from './accounts.ts';
import { pretendCloud, tokenAnswer } from './pretend-cloud.ts';

const start = Date.parse('2026-03-01T00:00:00Z');
const hour = 3_600_000;

function source(resolve: ResolveSecret = resolveSecret) {
  const { send, close } = makeSendHttp({ addresses: 'any' });
  onTestFinished(close);
  const clock = { now: start };
  const tokens = makeTokenSource({
    send,
    resolveSecret: resolve,
    now: () => clock.now,
    userAgent: 'watcher/1',
  });
  const use = (url: string, id = 'prod') => {
    const account = { ...accountOf('password', url), id };
    const { credentials } = account;
    if (credentials.kind !== 'password') throw new Error('the test needs an account with a password');
    return {
      get: () => tokens.get(account, credentials),
      renew: (refused: string) => tokens.renew(account, credentials, new Secret(refused)),
    };
  };
  return { use, clock };
}

const revealed = (answer: { kind: string; token?: Secret }) => answer.token?.reveal();
const countingIam = () => pretendCloud((_asked, count) => tokenAnswer(`token-${count}`, start));

it('requests a project token from IAM with user and password', async () => {
  const iam = await countingIam();
  expect(revealed(await source().use(iam.url).get())).toBe('token-1');
  const [asked] = iam.asked;
  expect(asked).toMatchObject({
    method: 'POST',
    path: '/v3/auth/tokens?nocatalog=true',
    headers: { 'content-type': 'application/json;charset=utf8', 'user-agent': 'watcher/1' },
  });
  expect(TokenRequest.parse(JSON.parse(asked!.body))).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: {
          user: { name: 'hunter2-user', password: 'hunter2-password', domain: { name: 'hunter2-domain' } },
        },
      },
      scope: { project: { id: projectId } },
    },
  });
});

describe('a token', () => {
  it('may have 16,384 characters', async () => {
    const long = 'x'.repeat(16_384);
    const iam = await pretendCloud(() => tokenAnswer(long, start));
    expect(revealed(await source().use(iam.url).get())).toBe(long);
  });

  it('is cached until five minutes before it expires', async () => {
    const iam = await countingIam();
    const { use, clock } = source();
    await use(iam.url).get();
    clock.now = start + 24 * hour - 5 * 60_000 - 1;
    expect(revealed(await use(iam.url).get())).toBe('token-1');
    clock.now += 1;
    expect(revealed(await use(iam.url).get())).toBe('token-2');
  });

  it('is requested once by concurrent polls', async () => {
    const iam = await countingIam();
    const { get } = source().use(iam.url);
    expect((await Promise.all([get(), get(), get()])).map(revealed)).toEqual([
      'token-1',
      'token-1',
      'token-1',
    ]);
    expect(iam.asked).toHaveLength(1);
  });

  it('belongs to one account', async () => {
    const iam = await countingIam();
    const { use } = source();
    const answers = await Promise.all([use(iam.url, 'one').get(), use(iam.url, 'two').get()]);
    expect(answers.map(revealed).sort()).toEqual(['token-1', 'token-2']);
  });

  it('that was refused is renewed once for all its users', async () => {
    const iam = await countingIam();
    const { get, renew } = source().use(iam.url);
    await get();
    const renewed = await Promise.all([renew('token-1'), renew('token-1')]);
    expect(renewed.map(revealed)).toEqual(['token-2', 'token-2']);
    expect(revealed(await renew('token-1'))).toBe('token-2');
    expect(revealed(await get())).toBe('token-2');
    expect(iam.asked).toHaveLength(2);
  });
});

describe('a failed token request', () => {
  it('is not cached: the next poll repeats it', async () => {
    const iam = await pretendCloud((_asked, count) =>
      count === 1 ? { status: 503 } : tokenAnswer('token', start),
    );
    const { get } = source().use(iam.url);
    expect(await get()).toMatchObject({ kind: 'problem', problem: { kind: 'credentials' } });
    expect(revealed(await get())).toBe('token');
  });

  it.each([
    [401, 'denied'],
    [403, 'denied'],
    [400, 'denied'],
    [404, 'denied'],
    [429, 'credentials'],
    [500, 'credentials'],
    [503, 'credentials'],
    [302, 'credentials'],
  ])('with a %i is the problem %s, with the message of IAM', async (status, kind) => {
    const iam = await pretendCloud(() => ({
      status,
      headers: { 'x-request-id': 'req-1', 'retry-after': '7' },
      body: { error: { code: status, message: 'No such luck.', title: 'Title' } },
    }));
    const answer = await source().use(iam.url).get();
    expect(answer).toMatchObject({
      kind: 'problem',
      problem: {
        kind,
        status,
        error_code: String(status),
        request_id: 'req-1',
        // A refusal is cached for a minute, so an earlier poll gets the same answer.
        retry_after_seconds: kind === 'denied' ? 60 : 7,
      },
    });
    expect(answer).toHaveProperty(
      'problem.message',
      expect.stringMatching(/^IAM gave no token for account prod\. .*No such luck/),
    );
  });

  it('contains a hint what to check after a refusal', async () => {
    const iam = await pretendCloud(() => ({ status: 401 }));
    expect(await source().use(iam.url).get()).toHaveProperty(
      'problem.message',
      expect.stringContaining('Check its username, password, user_domain and project.'),
    );
  });

  it.each([
    ['no header', { ...tokenAnswer('token', start), headers: {} }],
    ['no expiry', { ...tokenAnswer('token', start), body: { token: {} } }],
    ['an unreadable expiry', { ...tokenAnswer('token', start), body: { token: { expires_at: 'soon' } } }],
    ['a page instead of JSON', { ...tokenAnswer('token', start), body: '<html>' }],
  ])('is an answer with %s', async (_name, answer) => {
    const iam = await pretendCloud(() => answer);
    expect(await source().use(iam.url).get()).toEqual({
      kind: 'problem',
      problem: {
        kind: 'credentials',
        status: 201,
        message:
          'IAM gave no token for account prod. Its answer (201) lacks the header X-Subject-Token or token.expires_at.',
      },
    });
  });

  it('is a problem if IAM cannot be reached', async () => {
    const port = await closedPort();
    expect(await source().use(`http://127.0.0.1:${port}`).get()).toEqual({
      kind: 'problem',
      problem: {
        kind: 'credentials',
        message: `IAM gave no token for account prod. No connection to 127.0.0.1:${port}: the connection was refused (ECONNREFUSED).`,
      },
    });
  });

  it('shows no secret', async () => {
    const iam = await pretendCloud(() => ({ status: 401, body: { error: { code: 401, message: 'no' } } }));
    expect(JSON.stringify(await source().use(iam.url).get())).not.toContain(secretPart);
  });

  it('sends nothing to IAM if a secret is missing', async () => {
    const iam = await countingIam();
    await expect(source(noSecrets).use(iam.url).get()).rejects.toThrow(SecretUnavailable);
    expect(iam.asked).toEqual([]);
  });
});

describe('a refusal by IAM', () => {
  const minute = 60_000;
  const refusingFirst = (...statuses: number[]) =>
    pretendCloud((_asked, count) =>
      count <= statuses.length ? { status: statuses[count - 1]! } : tokenAnswer(`token-${count}`, start),
    );

  it.each([401, 403])('(%i) is cached for a minute, then the next poll logs in again', async (status) => {
    const iam = await refusingFirst(status);
    const { use, clock } = source();
    const refusal = await use(iam.url).get();
    expect(refusal).toMatchObject({ kind: 'problem', problem: { kind: 'denied', status } });
    clock.now += minute - 1;
    expect(await use(iam.url).get()).toEqual(refusal);
    expect(iam.asked).toHaveLength(1);
    clock.now += 1;
    expect(revealed(await use(iam.url).get())).toBe('token-2');
    expect(iam.asked).toHaveLength(2);
  });

  it('is cached for a minute each time', async () => {
    const iam = await refusingFirst(401, 401);
    const { use, clock } = source();
    await use(iam.url).get();
    clock.now += minute;
    await use(iam.url).get();
    clock.now += minute - 1;
    expect(await use(iam.url).get()).toHaveProperty('problem.kind', 'denied');
    expect(iam.asked).toHaveLength(2);
  });

  it('of a renewal is cached too', async () => {
    const iam = await pretendCloud((_asked, count) =>
      count === 1 ? tokenAnswer('token-1', start) : { status: 401 },
    );
    const { get, renew } = source().use(iam.url);
    await get();
    await renew('token-1');
    expect(await get()).toHaveProperty('problem.kind', 'denied');
    expect(await renew('token-1')).toHaveProperty('problem.kind', 'denied');
    expect(iam.asked).toHaveLength(2);
  });

  it('does not affect other accounts', async () => {
    const iam = await refusingFirst(401);
    const { use } = source();
    await use(iam.url, 'one').get();
    expect(revealed(await use(iam.url, 'two').get())).toBe('token-2');
  });

  it.each([302, 429, 500, 503])('is different from a %i: the next poll logs in at once', async (status) => {
    const iam = await refusingFirst(status);
    const { get } = source().use(iam.url);
    expect(await get()).toHaveProperty('problem.kind', 'credentials');
    expect(revealed(await get())).toBe('token-2');
    expect(iam.asked).toHaveLength(2);
  });

  it('is different from a broken connection: the next poll logs in at once', async () => {
    let answering = false;
    const { url } = await serve((_request, response) => {
      const { status, headers, body } = tokenAnswer('token', start);
      if (answering) response.writeHead(status, headers).end(JSON.stringify(body));
      else response.destroy();
    });
    const { get } = source().use(url);
    expect(await get()).toHaveProperty('problem.kind', 'credentials');
    answering = true;
    expect(revealed(await get())).toBe('token');
  });

  it('is different from a success: an invalid token is renewed within the minute', async () => {
    const iam = await countingIam();
    const { get, renew } = source().use(iam.url);
    await get();
    expect(revealed(await renew('token-1'))).toBe('token-2');
    expect(revealed(await renew('token-2'))).toBe('token-3');
  });
});
