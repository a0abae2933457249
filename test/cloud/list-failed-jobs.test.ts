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
  it('are those of groups, and those inside each group, with GET alone', async () => {
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

  it('are told with the fields of the document', async () => {
    const cloud = await cloudWith({ failures: { '': [anEntry()] } });
    const { job_status, failure_status, ...notified } = anEntry();
    expect(await list(accountOf('token', cloud.url))).toEqual({
      kind: 'jobs',
      jobs: [notified],
      complete: true,
    });
  });

  it.each([0, 1, 199, 200, 201, 400, 1_001])('are read to the end of their pages: %i', async (count) => {
    const cloud = await cloudWith({ failures: { '': entries(count) } });
    const listed = await list(accountOf('token', cloud.url));
    expect(new Set(idsOf(listed)).size).toBe(count);
    expect(listed).toMatchObject({ kind: 'jobs', complete: true });
  });

  it('are read to the end where the API gives less than it was asked for', async () => {
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
    ['a count that is no number', { count: 'many', failure_jobs: entries(2) }, 2],
    ['entries twice', { count: 2, failure_jobs: [...entries(2), ...entries(2)] }, 2],
    ['entries of another status', { failure_jobs: [anEntry({ job_status: 'RUNNING' })] }, 0],
    ['entries without a status', { failure_jobs: [anEntry({ job_status: null })] }, 1],
  ])('are whole with %s', async (_, body, count) => {
    const { listed } = await listOf((asked) =>
      asked.path.includes('server-groups') ? answerLists({}, asked) : { status: 200, body },
    );
    expect(idsOf(listed)).toHaveLength(count);
    expect(listed).toMatchObject({ kind: 'jobs', complete: true });
  });
});

describe('a list is told as not complete', () => {
  it('when it claims more than it gives', async () => {
    const { listed, asked } = await listOf((question) =>
      question.path.includes('server-groups')
        ? answerLists({}, question)
        : { status: 200, body: { count: 7, failure_jobs: entries(3) } },
    );
    expect(listed).toMatchObject({ complete: false, why: 'The list claims 7 entries but has 3.' });
    expect(idsOf(listed)).toHaveLength(3);
    expect(asked).toHaveLength(3);
  });

  it('when its pages are larger than were asked for, and have no end', async () => {
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

  it('when it has no end', async () => {
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

  it('when there are more groups than may be asked for', async () => {
    const groups = Array.from({ length: 400 }, (_, index) => `group-${index}`);
    const cloud = await cloudWith({ groups });
    const listed = await list(accountOf('token', cloud.url));
    expect(listed).toMatchObject({ complete: false, why: 'Reading stopped after 300 requests.' });
    expect(cloud.asked).toHaveLength(300);
  });

  it('when the groups may not be listed, and still tells what it has', async () => {
    const { listed } = await listOf((asked) =>
      asked.path.includes('server-groups')
        ? { status: 403, body: { forbidden: { code: 'SDRS.0005', message: 'No permission' } } }
        : answerLists({ failures: { '': entries(1) } }, asked),
    );
    expect(listed).toMatchObject({ complete: false, why: expect.stringContaining('SDRS.0005') });
    expect(idsOf(listed)).toHaveLength(1);
  });

  it('when an entry has no id that can be asked for', async () => {
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

  it('that was deleted meanwhile is left out', async () => {
    const { listed } = await withGroups({ status: 404 });
    expect(listed).toMatchObject({ complete: true });
    expect(idsOf(listed)).toHaveLength(1);
  });

  it('that cannot be listed takes none of the others with it', async () => {
    const { listed } = await withGroups({ status: 500 });
    expect(listed).toMatchObject({ complete: false, why: 'The API answered 500 Internal Server Error.' });
    expect(idsOf(listed)).toHaveLength(1);
  });

  it('that is throttled is the last one asked for', async () => {
    const { listed, asked } = await withGroups({ status: 429 });
    expect(listed).toMatchObject({ complete: false });
    expect(asked.filter(({ path }) => path.includes('group-b'))).toEqual([]);
  });

  it('with an id that is none is not asked for, and that is said', async () => {
    const { listed, asked } = await withGroups({ status: 404 }, ['group-b', '../../x']);
    expect(asked.filter(({ path }) => path.includes('..'))).toEqual([]);
    expect(listed).toMatchObject({ complete: false, why: expect.stringContaining('asked for: 1.') });
  });
});

describe('there is no list', () => {
  it.each<[string, Answer, { kind: string; words: string }]>([
    [
      'a page of a proxy',
      { status: 502, body: '<html><title>Bad</title>' },
      { kind: 'server', words: '502 Bad Gateway' },
    ],
    [
      'a page that claims success',
      { status: 200, body: '<html></html>' },
      { kind: 'not_a_job', words: 'a page instead of JSON' },
    ],
    ['cut JSON', { status: 200, body: '{"failure_jobs": [' }, { kind: 'not_a_job', words: 'broken JSON' }],
    [
      'another JSON',
      { status: 200, body: { jobs: [] } },
      { kind: 'not_a_job', words: 'JSON that is not the requested list' },
    ],
    [
      'a job',
      { status: 200, body: { job_id: 'x', status: 'FAIL' } },
      { kind: 'not_a_job', words: 'not the requested list' },
    ],
    ['403', { status: 403 }, { kind: 'denied', words: '403 Forbidden' }],
    ['404', { status: 404 }, { kind: 'not_found', words: 'seems not to offer the list of failed tasks' }],
    ['429', { status: 429 }, { kind: 'throttled', words: '429 Too Many Requests' }],
  ])('in %s, and that is a problem', async (_, answer, { kind, words }) => {
    const { listed, asked } = await listOf(() => answer);
    expect(listed).toMatchObject({
      kind: 'problem',
      problem: { kind, message: expect.stringContaining(words) },
    });
    expect(asked).toHaveLength(1);
  });

  it('without the secret, and nothing is asked', async () => {
    const cloud = await cloudWith({});
    expect(await list(accountOf('token', cloud.url), noSecrets)).toMatchObject({
      problem: { kind: 'credentials' },
    });
    expect(cloud.asked).toEqual([]);
  });
});

describe('credentials', () => {
  it('are renewed once after a 401, and kept for the pages that follow', async () => {
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

  it('that are refused are told without the secret', async () => {
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

it('whatever JSON stands in a list, what is told of it are jobs with ids that can be asked for', async () => {
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
