import { describe, expect, it, onTestFinished } from 'vitest';
import { makeAskJob } from '../../lib/cloud/ask-job.ts';
import { type AccessKeys, signRequest } from '../../lib/cloud/sign-request.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import type { Poll } from '../../lib/job/poll.ts';
import { SecretUnavailable } from '../../lib/watch/errors.ts';
import type { ResolveSecret } from '../../lib/watch/ports/secret.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import { accountOf, projectId, secrets } from './accounts.ts';
import { type Answer, pretendCloud } from './pretend-cloud.ts';

const now = Date.parse('2026-03-01T00:00:00Z');
const jobId = 'ff80808288d41e1b018990260955686a';
const running: Answer = { status: 200, body: { job_id: jobId, status: 'RUNNING' } };
const kinds = ['token', 'access_key', 'temporary_key'] as const;
type Kind = (typeof kinds)[number];

/** Makes a store that caches the old secrets. Only a fresh read returns what `readFresh` returns. */
function cachingStore(readFresh: (reference: string) => string | undefined) {
  const fresh: string[] = [];
  const resolve = (async (reference, how) => {
    if (how?.fresh) fresh.push(reference);
    const value = how?.fresh ? readFresh(reference) : secrets[reference];
    if (value === undefined) throw new SecretUnavailable(`${reference} is gone`);
    return new Secret(value);
  }) satisfies ResolveSecret;
  return { fresh, resolve };
}
const unchanged = (reference: string) => secrets[reference];

/** Polls once a cloud that gives these answers in order, and repeats the last one. */
async function poll(kind: Kind, resolve: ResolveSecret, ...answers: [Answer, ...Answer[]]) {
  const cloud = await pretendCloud((_asked, count) => answers[count - 1] ?? answers.at(-1)!);
  const { send, close } = makeSendHttp({ addresses: 'any' });
  onTestFinished(close);
  const askJob = makeAskJob({ send, resolveSecret: resolve, now: () => now });
  const seen: Poll = await askJob({ account: accountOf(kind, cloud.url), service: 'sdrs', jobId });
  return { ...cloud, seen };
}

describe('after a 401', () => {
  it('a rotated token is used within the same poll', async () => {
    const { resolve } = cachingStore(() => 'rotated-token\n');
    const { seen, asked } = await poll('token', resolve, { status: 401 }, running);
    expect(seen).toMatchObject({ kind: 'job', job: { status: 'RUNNING' } });
    expect(asked.map(({ headers }) => headers['x-auth-token'])).toEqual(['hunter2-token', 'rotated-token']);
    expect(asked[1]).toHaveProperty('headers.x-project-id', projectId);
  });

  it.each<[string, Kind, Partial<AccessKeys>]>([
    ['env:ACCESS_KEY', 'access_key', { accessKey: 'rotated' }],
    ['env:SECRET_KEY', 'access_key', { secretKey: 'rotated' }],
    ['env:SECURITY_TOKEN', 'temporary_key', { securityToken: 'rotated' }],
  ])('a rotated %s (%s) signs the second request of the same poll', async (rotated, kind, changed) => {
    const { resolve } = cachingStore((reference) => (reference === rotated ? 'rotated' : secrets[reference]));
    const { seen, asked, url } = await poll(kind, resolve, { status: 401 }, running);
    expect(seen).toMatchObject({ kind: 'job' });
    expect(asked).toHaveLength(2);
    const keys = {
      accessKey: 'hunter2-access',
      secretKey: 'hunter2-secret',
      ...(kind === 'temporary_key' && { securityToken: 'hunter2-security' }),
      ...changed,
    };
    const request = { method: 'GET', url: url + asked[1]!.path, headers: { 'x-project-id': projectId } };
    expect(asked[1]!.headers).toMatchObject(signRequest(request, keys, now));
  });

  it.each(kinds)(
    'rotated secrets (%s) that are refused too are denied, without a third request',
    async (kind) => {
      const { resolve } = cachingStore((reference) => `${reference} rotated`);
      const { seen, asked } = await poll(kind, resolve, { status: 401 });
      expect(seen).toMatchObject({ problem: { kind: 'denied', status: 401 } });
      expect(asked).toHaveLength(2);
    },
  );

  it.each<[Kind, string[]]>([
    ['token', ['env:TOKEN']],
    ['access_key', ['env:ACCESS_KEY', 'env:SECRET_KEY']],
    ['temporary_key', ['env:ACCESS_KEY', 'env:SECRET_KEY', 'env:SECURITY_TOKEN']],
  ])(
    'secrets (%s) that are unchanged in a fresh read are denied, without a second request',
    async (kind, read) => {
      const { resolve, fresh } = cachingStore(unchanged);
      const { seen, asked } = await poll(kind, resolve, { status: 401 });
      expect(seen).toMatchObject({ problem: { kind: 'denied', status: 401 } });
      expect(asked).toHaveLength(1);
      expect(fresh).toEqual(read);
    },
  );

  it('a secret with another line break at its end counts as unchanged', async () => {
    const { resolve } = cachingStore((reference) => `${secrets[reference]}\n`);
    const { seen, asked } = await poll('temporary_key', resolve, { status: 401 });
    expect(seen).toMatchObject({ problem: { kind: 'denied' } });
    expect(asked).toHaveLength(1);
  });

  it.each(kinds)('a secret (%s) that cannot be read again is a credentials problem', async (kind) => {
    const { resolve } = cachingStore(() => undefined);
    const { seen, asked } = await poll(kind, resolve, { status: 401 });
    expect(seen).toEqual({
      kind: 'problem',
      problem: { kind: 'credentials', message: expect.stringMatching(/^env:[A-Z_]+ is gone$/) },
    });
    expect(asked).toHaveLength(1);
  });
});

it.each(kinds.flatMap((kind) => [200, 403, 429, 503].map((status) => [kind, status] as const)))(
  'does not read secrets (%s) again after a %i',
  async (kind, status) => {
    const { resolve, fresh } = cachingStore(() => 'rotated');
    const { asked } = await poll(kind, resolve, { ...running, status });
    expect(asked).toHaveLength(1);
    expect(fresh).toEqual([]);
  },
);
