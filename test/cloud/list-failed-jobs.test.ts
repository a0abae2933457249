import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeListFailedJobs } from '../../lib/cloud/list-failed-jobs.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import type { Account } from '../../lib/watch/account.ts';
import type { FailedJobs } from '../../lib/watch/sweep/failed-jobs.ts';
import { accountOf, noSecrets, projectId, resolveSecret, secretPart } from './accounts.ts';
import { anEntry, answerLists, entries, type Lists } from './failed-lists.ts';
import { type Answer, type Asked, pretendCloud, tokenAnswer } from './pretend-cloud.ts';

const now = Date.parse('2026-03-01T00:00:00Z');

const cloudWith = (lists: Lists) => pretendCloud((asked) => answerLists(lists, asked));

function list(account: Account, resolve = resolveSecret): Promise<FailedJobs> {
  const { send, close } = makeSendHttp({ addresses: 'any' });
  onTestFinished(close);
  return makeListFailedJobs({ send, resolveSecret: resolve, now: () => now })(account);
}
const listOf = async (answerTo: (asked: Asked, count: number) => Answer) => {
  const cloud = await pretendCloud(answerTo);
  return { listed: await list(accountOf('token', cloud.url)), asked: cloud.asked };
};
const idsOf = (listed: FailedJobs) => (listed.kind === 'jobs' ? listed.jobs.map(({ job_id }) => job_id) : []);

describe('the failed tasks of a project', () => {
  it('are those of groups and those inside each group, read with GET only', async () => {
    const failures = { '': entries(1), 'group-a': entries(2, 10), 'group-b': entries(1, 20) };
    const cloud = await cloudWith({ failures, groups: ['group-a', 'group-b'] });
    const listed = await list(accountOf('token', cloud.url));
    expect(idsOf(listed)).toEqual(['job-000000', 'job-000010', 'job-000011', 'job-000020']);
    expect(listed).toMatchObject({ complete: true });
    const page = 'limit=200&offset=0';
    expect(cloud.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v1/${projectId}/task-center/failure-jobs?${page}`,
      `GET /v1/${projectId}/server-groups?${page}`,
      `GET /v1/${projectId}/task-center/failure-jobs?server_group_id=group-a&${page}`,
      `GET /v1/${projectId}/task-center/failure-jobs?server_group_id=group-b&${page}`,
    ]);
  });

  it('have the fields of the API document', async () => {
    const cloud = await cloudWith({ failures: { '': [anEntry()] } });
    const { job_status, failure_status, ...expected } = anEntry();
    expect(await list(accountOf('token', cloud.url))).toEqual({
      kind: 'jobs',
      jobs: [expected],
      complete: true,
    });
  });

  it.each([0, 1, 199, 200, 201, 400, 1_001])('are read from all pages: %i', async (count) => {
    const cloud = await cloudWith({ failures: { '': entries(count) } });
    const listed = await list(accountOf('token', cloud.url));
    expect(new Set(idsOf(listed)).size).toBe(count);
    expect(listed).toMatchObject({ kind: 'jobs', complete: true });
  });

  it('are read completely if the API returns smaller pages than requested', async () => {
    const all = entries(25);
    const { listed } = await listOf((asked) => {
      if (asked.path.includes('server-groups')) return answerLists({}, asked);
      const offset = Number(new URL(asked.path, 'http://x').searchParams.get('offset'));
      return { status: 200, body: { count: all.length, failure_jobs: all.slice(offset, offset + 10) } };
    });
    expect(idsOf(listed)).toHaveLength(25);
    expect(listed).toMatchObject({ complete: true });
  });

  it.each([
    ['null instead of an empty list', { count: 0, failure_jobs: null }, 0],
    ['no count', { failure_jobs: entries(2) }, 2],
    ['a count that is not a number', { count: 'many', failure_jobs: entries(2) }, 2],
    ['entries twice', { count: 2, failure_jobs: [...entries(2), ...entries(2)] }, 2],
    ['entries of another status', { failure_jobs: [anEntry({ job_status: 'RUNNING' })] }, 0],
    ['entries without a status', { failure_jobs: [anEntry({ job_status: null })] }, 1],
  ])('are complete with %s', async (_, body, count) => {
    const { listed } = await listOf((asked) =>
      asked.path.includes('server-groups') ? answerLists({}, asked) : { status: 200, body },
    );
    expect(idsOf(listed)).toHaveLength(count);
    expect(listed).toMatchObject({ kind: 'jobs', complete: true });
  });
});

describe('a list is reported as incomplete', () => {
  it('if its count is larger than its entries', async () => {
    const { listed, asked } = await listOf((question) =>
      question.path.includes('server-groups')
        ? answerLists({}, question)
        : { status: 200, body: { count: 7, failure_jobs: entries(3) } },
    );
    expect(listed).toMatchObject({ complete: false, why: 'The list claims 7 entries but has 3.' });
    expect(idsOf(listed)).toHaveLength(3);
    expect(asked).toHaveLength(3);
  });

  it('if its pages are larger than requested and never end', async () => {
    const { listed, asked } = await listOf((question, count) =>
      question.path.includes('server-groups')
        ? answerLists({}, question)
        : { status: 200, body: { failure_jobs: entries(2_000, count * 2_000) } },
    );
    expect(listed).toMatchObject({
      complete: false,
      why: 'The list continues after 6000 entries, where reading stopped.',
    });
    expect(idsOf(listed)).toHaveLength(5_000);
    expect(asked).toHaveLength(4);
  });

  it('if its pages never end', async () => {
    const { listed, asked } = await listOf((question, count) =>
      question.path.includes('server-groups')
        ? answerLists({}, question)
        : { status: 200, body: { failure_jobs: entries(200, count * 200) } },
    );
    expect(listed).toMatchObject({
      complete: false,
      why: 'The list continues after 5000 entries, where reading stopped.',
    });
    expect(idsOf(listed)).toHaveLength(5_000);
    expect(asked).toHaveLength(26);
  });

  it('if there are more groups than allowed requests', async () => {
    const groups = Array.from({ length: 400 }, (_, index) => `group-${index}`);
    const cloud = await cloudWith({ groups });
    const listed = await list(accountOf('token', cloud.url));
    expect(listed).toMatchObject({ complete: false, why: 'Reading stopped after 300 requests.' });
    expect(cloud.asked).toHaveLength(300);
  });

  it('if listing groups is forbidden, with the entries it has', async () => {
    const { listed } = await listOf((asked) =>
      asked.path.includes('server-groups')
        ? { status: 403, body: { forbidden: { code: 'SDRS.0005', message: 'No permission' } } }
        : answerLists({ failures: { '': entries(1) } }, asked),
    );
    expect(listed).toMatchObject({ complete: false, why: expect.stringContaining('SDRS.0005') });
    expect(idsOf(listed)).toHaveLength(1);
  });

  it('if an entry has no valid id', async () => {
    const odd = [anEntry({ job_id: '../../x' }), anEntry({ job_id: null }), anEntry()];
    const cloud = await cloudWith({ failures: { '': odd } });
    const listed = await list(accountOf('token', cloud.url));
    expect(listed).toMatchObject({ complete: false, why: 'Entries without an id that can be asked for: 2.' });
    expect(idsOf(listed)).toEqual([anEntry().job_id]);
  });
});

describe('a group', () => {
  const withGroups = (answerOfA: Answer, groups = ['group-a', 'group-b']) =>
    listOf((asked) =>
      asked.path.includes('group-a')
        ? answerOfA
        : answerLists({ failures: { 'group-b': entries(1) }, groups }, asked),
    );

  it('that was deleted in the meantime is left out', async () => {
    const { listed } = await withGroups({ status: 404 });
    expect(listed).toMatchObject({ complete: true });
    expect(idsOf(listed)).toHaveLength(1);
  });

  it('that cannot be listed does not affect the others', async () => {
    const { listed } = await withGroups({ status: 500 });
    expect(listed).toMatchObject({ complete: false, why: 'The API answered 500 Internal Server Error.' });
    expect(idsOf(listed)).toHaveLength(1);
  });

  it('that is throttled is the last one requested', async () => {
    const { listed, asked } = await withGroups({ status: 429 });
    expect(listed).toMatchObject({ complete: false });
    expect(asked.filter(({ path }) => path.includes('group-b'))).toEqual([]);
  });

  it('with an invalid id is not requested, and the list is incomplete', async () => {
    const { listed, asked } = await withGroups({ status: 404 }, ['group-b', '../../x']);
    expect(asked.filter(({ path }) => path.includes('..'))).toEqual([]);
    expect(listed).toMatchObject({ complete: false, why: expect.stringContaining('asked for: 1.') });
  });
});

describe('no list can be read', () => {
  it.each<[string, Answer, { kind: string; text: string }]>([
    [
      'a page of a proxy',
      { status: 502, body: '<html><title>Bad</title>' },
      { kind: 'server', text: '502 Bad Gateway' },
    ],
    [
      'a page that claims success',
      { status: 200, body: '<html></html>' },
      { kind: 'not_a_job', text: 'a page instead of JSON' },
    ],
    ['cut JSON', { status: 200, body: '{"failure_jobs": [' }, { kind: 'not_a_job', text: 'broken JSON' }],
    [
      'another JSON',
      { status: 200, body: { jobs: [] } },
      { kind: 'not_a_job', text: 'JSON that is not the requested list' },
    ],
    [
      'a job',
      { status: 200, body: { job_id: 'x', status: 'FAIL' } },
      { kind: 'not_a_job', text: 'not the requested list' },
    ],
    ['403', { status: 403 }, { kind: 'denied', text: '403 Forbidden' }],
    ['404', { status: 404 }, { kind: 'not_found', text: 'seems not to offer the list of failed tasks' }],
    ['429', { status: 429 }, { kind: 'throttled', text: '429 Too Many Requests' }],
  ])('from %s, which is a problem', async (_, answer, { kind, text }) => {
    const { listed, asked } = await listOf(() => answer);
    expect(listed).toMatchObject({
      kind: 'problem',
      problem: { kind, message: expect.stringContaining(text) },
    });
    expect(asked).toHaveLength(1);
  });

  it('without the secret, and no request is sent', async () => {
    const cloud = await cloudWith({});
    expect(await list(accountOf('token', cloud.url), noSecrets)).toMatchObject({
      problem: { kind: 'credentials' },
    });
    expect(cloud.asked).toEqual([]);
  });
});

describe('credentials', () => {
  it('are renewed once after a 401, and kept for the next pages', async () => {
    let tokens = 0;
    const { url, asked } = await pretendCloud((question) => {
      if (question.method === 'POST') {
        tokens += 1;
        return tokenAnswer(`token-${tokens}`, now);
      }
      if (question.headers['x-auth-token'] === 'token-1') return { status: 401 };
      return answerLists({ failures: { '': entries(1) }, groups: ['group-a'] }, question);
    });
    expect(idsOf(await list(accountOf('password', url)))).toHaveLength(1);
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(asked).toHaveLength(6);
  });

  it('that are refused are reported without the secret', async () => {
    const { listed } = await listOf(({ headers }) => ({
      status: 401,
      body: `refused ${headers['x-auth-token']}`,
    }));
    expect(listed).toMatchObject({
      problem: { kind: 'denied', message: expect.stringMatching(/^The token of account prod was refused/) },
    });
    expect(JSON.stringify(listed)).not.toContain(secretPart);
  });
});

it('reads only jobs with valid ids from a list of any JSON', async () => {
  const hostile = fc.array(
    fc.oneof(fc.jsonValue(), fc.record({ job_id: fc.jsonValue(), begin_time: fc.jsonValue() })),
  );
  let body: unknown;
  const cloud = await pretendCloud((asked) =>
    asked.path.includes('server-groups')
      ? { status: 200, body: { server_groups: body } }
      : { status: 200, body: { failure_jobs: body } },
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (value) => {
      body = value;
      const { send, close } = makeSendHttp({ addresses: 'any' });
      const listed = await makeListFailedJobs({ send, resolveSecret, now: () => now })(
        accountOf('token', cloud.url),
      );
      await close();
      expect(listed.kind).toBe('jobs');
      for (const id of idsOf(listed)) expect(id).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    }),
    { numRuns: 60 },
  );
});
