import { describe, expect, it } from 'vitest';
import { watchId } from '../../lib/watch/watch-id.ts';
import { aRequest, jobId, projectId } from '../support/watches.ts';
import { makeTestApi, now } from './api.ts';

const request = { job_id: jobId, project_id: projectId };
const idOf = (run?: number) => watchId({ ...aRequest(), region: 'eu-de' }, run);

describe('POST /v1/watches', () => {
  it('starts a watch: 202 with the watch and its location', async () => {
    const { post, call } = makeTestApi();
    const { status, headers, json } = await post(request);
    expect(status).toBe(202);
    expect(json).toEqual({
      answer: 'started',
      watch: {
        id: idOf(),
        status: 'running',
        request: { ...request, service: 'sdrs' },
        started_at: '2026-11-24T08:00:00.000Z',
      },
    });
    expect((await call(headers.get('location') ?? '')).json).toEqual(json.watch);
  });

  it('returns the running watch: 200', async () => {
    const { post } = makeTestApi();
    await post(request);
    const { status, json } = await post({ ...request, labels: { ticket: 'OPS-1' } });
    expect([status, json.answer, json.watch.id]).toEqual([200, 'running', idOf()]);
  });

  it('returns the running watch, even with "again"', async () => {
    const { post, kept } = makeTestApi();
    await post(request);
    const { status, json } = await post({ ...request, again: true });
    expect([status, json.answer, kept.size]).toEqual([200, 'running', 1]);
  });

  it('returns an ended watch, and starts another run with "again"', async () => {
    const { post, kept, call } = makeTestApi();
    await post(request);
    await call(`/v1/watches/${idOf()}`, { method: 'DELETE' });
    const ended = await post(request);
    expect([ended.status, ended.json.answer, ended.json.watch.status]).toEqual([200, 'ended', 'stopped']);
    const again = await post({ ...request, again: true });
    expect([again.status, again.json.answer, again.json.watch.id]).toEqual([202, 'started', idOf(2)]);
    const after = await post(request);
    expect([after.json.answer, after.json.watch.id, kept.size]).toEqual(['running', idOf(2), 2]);
  });

  it('refuses a 21st run', async () => {
    const { post, kept } = makeTestApi();
    for (let run = 1; run <= 20; run += 1) {
      kept.set(idOf(run), { id: idOf(run), status: 'failed', started_at: '2026-11-24T07:00:00.000Z' });
    }
    const { status, json } = await post({ ...request, again: true });
    expect([status, json.detail]).toEqual([422, expect.stringContaining('20 times already')]);
    expect((await post(request)).json.watch.id).toBe(idOf(20));
  });

  it('accepts the raw SDRS API response with a project in the query', async () => {
    const { post } = makeTestApi();
    const { status, json } = await post({ job_id: jobId }, `/v1/watches?project_id=${projectId}`);
    expect([status, json.watch.id]).toEqual([202, idOf()]);
  });

  it('prefers the project of the request to the project of the query', async () => {
    const { post } = makeTestApi();
    expect((await post(request, '/v1/watches?project_id=other-project')).status).toBe(202);
  });

  it('answers 422 if no account has the project', async () => {
    const { post } = makeTestApi();
    const { status, json } = await post({ ...request, project_id: 'another-project' });
    expect(status).toBe(422);
    expect(json.detail).toContain('No account is configured for project another-project.');
  });
});

describe('POST /v1/watches with a list', () => {
  it('answers each entry, and starts the valid ones', async () => {
    const { post, logged } = makeTestApi();
    const { status, json } = await post([
      request,
      'nonsense',
      { ...request, job_id: 'another-job', project_id: 'another-project' },
      { ...request, job_id: 'a-third-job' },
      { ...request, job_id: '?' },
    ]);
    expect(status).toBe(202);
    expect(json.watches.map((entry: { status: number }) => entry.status)).toEqual([202, 400, 422, 202, 400]);
    expect(json.watches[4].problem.problems).toEqual([
      { path: 'job_id', message: 'expected 8 to 64 letters, digits, "_" or "-"' },
    ]);
    expect(logged).toEqual([]);
  });

  it('answers 200 if no watch started', async () => {
    const { post } = makeTestApi();
    expect((await post([{}])).status).toBe(200);
  });

  it('accepts at most 100 entries', async () => {
    const { post, kept } = makeTestApi();
    const jobs = Array.from({ length: 101 }, (_, index) => ({ ...request, job_id: `job-number-${index}` }));
    const tooMany = await post(jobs);
    expect([tooMany.status, kept.size]).toEqual([400, 0]);
    expect(tooMany.json.problems[0].message).toBe('expected at most 100 watch requests');
    expect((await post(jobs.slice(0, 100))).json.watches).toHaveLength(100);
    expect(kept.size).toBe(100);
  });

  it('answers each entry with the error of its port', async () => {
    const busy = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    const { post, logged } = makeTestApi({
      startWatch: async ({ request: { job_id } }) => {
        throw job_id === jobId ? busy : new TypeError('internal detail');
      },
    });
    const { json, text, headers } = await post([request, { ...request, job_id: 'another-job' }]);
    expect(headers.get('retry-after')).toBe('5');
    expect(json.watches.map((entry: { status: number }) => entry.status)).toEqual([503, 500]);
    expect(text).not.toContain('internal detail');
    expect(logged).toHaveLength(2);
  });
});

describe('GET /v1/watches', () => {
  it.each([
    ['', 2],
    ['?status=running', 1],
    ['?status=failed', 1],
    ['?status=lost', 0],
    ['?since=24h', 1],
    ['?since=3d', 2],
    ['?since=2026-11-24T07:59:59Z', 1],
    ['?since=2026-11-24T09:00:00%2B02:00', 1],
    ['?page=two', 2],
  ])('lists with %j', async (query, count) => {
    const { call, post, kept } = makeTestApi();
    kept.set('old', { id: 'old', status: 'failed', started_at: '2026-11-22T08:00:00.000Z' });
    await post(request);
    const { status, json } = await call(`/v1/watches${query}`);
    expect(status).toBe(200);
    expect(json.watches).toHaveLength(count);
    expect(json.next).toBe(query === '?page=two' ? undefined : 'two');
  });

  it.each([
    ['?status=asleep', 'status'],
    ['?since=yesterday', 'since'],
    ['?since=2026-13-45T00:00:00Z', 'since'],
    ['?page=', 'page'],
    ['?page=three', 'page'],
    ['?sort=id', 'sort'],
    ['?status=running&status=failed', 'status'],
  ])('refuses %j and names the parameter', async (query, path) => {
    const { call } = makeTestApi();
    const { status, json } = await call(`/v1/watches${query}`);
    expect([status, json.problems[0].path]).toEqual([400, path]);
  });
});

describe('DELETE /v1/watches/{id}', () => {
  const stopped = async (path: string, body?: unknown) => {
    const { call, post, kept } = makeTestApi();
    await post(request);
    const { status } = await call(`/v1/watches/${idOf()}${path}`, {
      method: 'DELETE',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status, cause: kept.get(idOf())?.cause };
  };

  it('stops a watch with the reason of the query, of the body, or a default', async () => {
    expect(await stopped('?reason=drill%20done')).toEqual({ status: 204, cause: 'drill done' });
    expect(await stopped('', { reason: 'drill done' })).toEqual({ status: 204, cause: 'drill done' });
    expect(await stopped('')).toEqual({ status: 204, cause: 'Stopped through the HTTP API.' });
  });

  it.each([
    ['?reason=', undefined],
    [`?reason=${'x'.repeat(1_001)}`, undefined],
    ['?because=x', undefined],
    ['', { reason: 1 }],
    ['', { because: 'x' }],
    ['', []],
  ])('refuses %j with %j, and stops nothing', async (path, body) => {
    expect(await stopped(path, body)).toEqual({ status: 400, cause: undefined });
  });

  it('answers 409 for an ended watch and 404 for an unknown one', async () => {
    const { call, kept } = makeTestApi();
    kept.set('old', { id: 'old', status: 'failed', started_at: new Date(now).toISOString() });
    expect((await call('/v1/watches/old', { method: 'DELETE' })).status).toBe(409);
    expect((await call('/v1/watches/other', { method: 'DELETE' })).status).toBe(404);
  });
});

describe('GET /v1/watches/{id}', () => {
  it.each(['other', 'a%20b', '%2e%2e', 'x'.repeat(81), '%00', 'a:b'])('answers 404 for %j', async (id) => {
    const { call } = makeTestApi();
    expect((await call(`/v1/watches/${id}`)).status).toBe(404);
  });
});
