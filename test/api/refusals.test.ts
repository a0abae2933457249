import { describe, expect, it } from 'vitest';
import { jobId, projectId } from '../support/watches.ts';
import { type Asked, key, makeTestApi, secondKey, signingSecret } from './api.ts';

const request = { job_id: jobId, project_id: projectId };
const json = { 'content-type': 'application/json' };
const post = (body: string | Uint8Array, headers: Record<string, string> = {}): Asked => ({
  method: 'POST',
  body,
  headers,
});
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('a request is refused for', () => {
  it.each<[string, string, Asked, number]>([
    ['an unknown path', '/v2/watches', {}, 404],
    ['the root', '/', {}, 404],
    ['a path below a watch', '/v1/watches/a/b', {}, 404],
    ['a path with a trailing slash', '/v1/watches/', {}, 404],
    ['a body that is not JSON', '/v1/watches', post('job_id=1'), 400],
    ['an empty body', '/v1/watches', { method: 'POST', headers: json }, 400],
    ['cut JSON', '/v1/watches', post('{"job_id": "ff80'), 400],
    ['a body that is not UTF-8', '/v1/watches', post(Buffer.from([0x22, 0xff, 0x22])), 400],
    ['an empty list', '/v1/watches', post('[]'), 400],
    ['a text', '/v1/watches', post('"job"'), 400],
    ['null', '/v1/watches', post('null'), 400],
    ['a job without a project', '/v1/watches', post(`{"job_id":"${jobId}"}`), 400],
    ['an invalid project in the query', '/v1/watches?project_id=%2F', post(JSON.stringify(request)), 400],
    ['an unknown query parameter', '/v1/watches?again=true', post(JSON.stringify(request)), 400],
    ['JSON of 33 levels', '/v1/watches', post(deep(33)), 400],
    ['JSON of 30,000 levels', '/v1/watches', post(deep(30_000)), 400],
    ['a form', '/v1/watches', post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }), 415],
    ['JSON with the type text/plain', '/v1/watches', post('{}', { 'content-type': 'text/plain' }), 415],
    ['a body without a type', '/v1/watches', post('{}', { 'content-type': '' }), 415],
    [
      'a reason with another type',
      '/v1/watches/a',
      { ...post('x', { 'content-type': 'text/plain' }), method: 'DELETE' },
      415,
    ],
    ['a reason that is not JSON', '/v1/watches/a', { ...post('x'), method: 'DELETE' }, 400],
    ['a body of 64 KiB and a byte', '/v1/watches', post(' '.repeat(65_537)), 413],
    ['a message of 256 KiB and a byte', '/v1/hooks/smn', post(' '.repeat(262_145)), 413],
    ['a long body without a key', '/v1/watches', { ...post(' '.repeat(65_537)), bearer: null }, 413],
    ['an SMN message without a configured topic', '/v1/hooks/smn', post('{}'), 404],
  ])('%s', async (_, path, ...[asked, expected]) => {
    const { call, kept } = makeTestApi();
    const { status, headers, json: reply } = await call(path, asked);
    expect([status, reply.status, reply.type]).toEqual([expected, expected, 'about:blank']);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(kept.size).toBe(0);
  });
});

describe('a request', () => {
  it.each([
    ['application/json; charset=utf-8', 202],
    ['APPLICATION/JSON', 202],
    ['application/cloudevents+json', 202],
    ['application/jsonp', 415],
    ['text/json', 415],
  ])('with the content type %s is answered with %i', async (type, expected) => {
    const { call } = makeTestApi();
    const asked = post(JSON.stringify(request), { 'content-type': type });
    expect((await call('/v1/watches', asked)).status).toBe(expected);
  });

  it('may have a body of 64 KiB, and JSON of 32 levels', async () => {
    const { call } = makeTestApi();
    const text = JSON.stringify(request);
    expect((await call('/v1/watches', post(text.padEnd(65_536)))).status).toBe(202);
    const { json: reply } = await call('/v1/watches', post(deep(32)));
    expect(reply.watches).toHaveLength(1);
  });
});

describe('a method that is not allowed', () => {
  it.each([
    ['/v1/watches', ['PUT', 'PATCH', 'DELETE', 'OPTIONS'], 'POST, GET, HEAD'],
    ['/v1/watches/a', ['POST', 'PUT', 'PATCH', 'OPTIONS'], 'GET, HEAD, DELETE'],
    ['/v1/hooks/smn', ['GET', 'PUT', 'DELETE'], 'POST'],
    ['/healthz', ['POST', 'DELETE'], 'GET, HEAD'],
    ['/openapi.json', ['POST', 'DELETE'], 'GET, HEAD'],
  ])('on %s is answered with the allowed methods', async (path, methods, allow) => {
    for (const method of methods) {
      const { status, headers } = await makeTestApi().call(path, { method });
      expect([method, status, headers.get('allow')]).toEqual([method, 405, allow]);
    }
  });

  it.each(['/healthz', '/openapi.json', '/v1/watches'])('is not HEAD: %s', async (path) => {
    const { status, text } = await makeTestApi().call(path, { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
  });
});

describe('the problems of a request', () => {
  it('are listed all at once, by path', async () => {
    const { post: ask } = makeTestApi();
    const { json: reply } = await ask({ job_id: 'x', deadline: '31d', polling: 'often', job: 1 });
    expect(reply.problems.map(({ path }: { path: string }) => path).sort()).toEqual(
      ['deadline', 'job', 'job_id', 'polling', 'project_id'].sort(),
    );
    expect(reply.problems.find(({ path }: { path: string }) => path === 'job').message).toMatch(
      /^unknown key; known: job_id, project_id, .*again$/,
    );
  });

  it('are listed in a response of limited length', async () => {
    const { post: ask } = makeTestApi();
    const keys = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`.repeat(20), 1]));
    const { text, json: reply } = await ask(keys);
    expect(reply.problems).toHaveLength(50);
    expect(text.length).toBeLessThan(50_000);
  });
});

describe('an internal error in', () => {
  const broken = async () => {
    throw new Error('an internal detail');
  };

  it.each<[string, string, Asked]>([
    ['startWatch', '/v1/watches', post(JSON.stringify(request))],
    ['getWatch', '/v1/watches/a', {}],
    ['listWatches', '/v1/watches', {}],
    ['stopWatch', '/v1/watches/a', { method: 'DELETE' }],
    ['keys', '/v1/watches', {}],
    ['signing', '/v1/watches', {}],
    ['receiveSmnMessage', '/v1/hooks/smn', post('{}')],
  ])('%s is logged and not shown to the caller', async (port, path, asked) => {
    const { call, logged } = makeTestApi({ [port]: broken });
    const { status, json: reply } = await call(path, asked);
    expect([status, reply.detail]).toEqual([500, 'The request could not be handled; it was logged.']);
    expect(logged).toEqual(['a request could not be handled: an internal detail']);
  });

  it.each([
    'ThrottlingException',
    'TooManyRequestsException',
    'ExecutionLimitExceeded',
    'RequestLimitExceeded',
    'ServiceUnavailable',
  ])('a port named %s is answered with Retry-After', async (name) => {
    const busy = async () => {
      throw Object.assign(new Error('busy'), { name });
    };
    const { post: ask, call } = makeTestApi({ startWatch: busy, listWatches: busy });
    for (const { status, headers } of [await ask(request), await call('/v1/watches')]) {
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    }
  });
});

describe('an SMN message', () => {
  it('is passed to its port unchanged, without a key', async () => {
    const taken: unknown[] = [];
    const { call } = makeTestApi({
      receiveSmnMessage: async (raw) => {
        taken.push([raw.body, raw.headers['x-smn-message-type']]);
        return { kind: 'accepted' };
      },
    });
    const asked = { ...post('{"a": 1}', { 'x-smn-message-type': 'Notification' }), bearer: null };
    expect((await call('/v1/hooks/smn', asked)).json).toEqual({ status: 'accepted' });
    expect(taken).toEqual([['{"a": 1}', 'Notification']]);
  });

  it.each([400, 403, 413] as const)('is refused with %i, with the reason in the log only', async (status) => {
    const { call, logged } = makeTestApi({
      receiveSmnMessage: async () => ({ kind: 'refused', status, why: 'bad_signature' }),
    });
    const reply = await call('/v1/hooks/smn', { ...post('{}'), bearer: null });
    expect([reply.status, reply.json.detail]).toEqual([status, 'The message was refused.']);
    expect(logged[0]).toContain('bad_signature');
  });
});

describe('secrets', () => {
  it('are in no response and in no log', async () => {
    const { call, post: ask, logged } = makeTestApi();
    const replies = [
      await ask(request),
      await ask({ job_id: 'x' }),
      await call('/v1/watches'),
      await call('/v1/nothing'),
      await call('/v1/watches', { bearer: `${key}x` }),
      await call('/openapi.json'),
    ].map(({ text, headers }) => text + JSON.stringify([...headers]));
    for (const text of [...replies, ...logged]) {
      for (const secret of [key, secondKey, signingSecret]) expect(text).not.toContain(secret);
    }
  });
});
