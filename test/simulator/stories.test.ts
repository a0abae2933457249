import { describe, expect, it } from 'vitest';
import { idsOf } from '../../lib/simulator/job-ids.ts';
import type { Answer, Reply } from '../../lib/simulator/reply.ts';
import {
  answerOf,
  jobIdOf,
  type Moment,
  plotOf,
  type StoryName,
  type StoryParameters,
  storyNames,
  truthOf,
} from '../../lib/simulator/stories.ts';

const beganAtMs = Date.parse('2026-03-01T10:00:00.250Z');
const ids = idsOf(jobIdOf('succeeds'));

const at = (elapsedSeconds: number, change: Partial<Moment> = {}): Moment => ({
  request: 1,
  elapsedSeconds,
  credentialSeconds: -60,
  beganAtMs,
  ids,
  ...change,
});

const json = (reply: Reply) => JSON.parse(reply.kind === 'answer' ? reply.body : '');

/** Summarizes a reply in one or two words, for the tables below. */
const summarize = (reply: Reply): string =>
  reply.kind === 'answer' ? summarizeAnswer(reply) : reply.kind === 'fault' ? reply.fault : 'custom';

function summarizeAnswer(reply: Answer): string {
  const type = reply.headers['content-type'] ?? '';
  if (type === 'text/html') return `${reply.status} page`;
  if (!reply.body.endsWith('}')) return `${reply.status} cut`;
  const body = json(reply);
  if (reply.status === 200) return body.job_id === ids.jobId ? body.status : `${body.status} of another job`;
  const inner = Object.keys(body)[0]!;
  return `${reply.status} ${body.error_code ?? `${inner} ${body[inner].code}`}`;
}

const courseOf = (story: StoryName, seconds: number[], parameters?: Partial<StoryParameters>) =>
  seconds.map((second) => summarize(answerOf(plotOf(story, parameters), at(second))));

const seconds = [0, 10, 19, 20, 49, 50, 89, 90, 3_600];

const usual = [
  'INIT',
  'RUNNING',
  'RUNNING',
  'RUNNING',
  'RUNNING',
  'RUNNING',
  'RUNNING',
  'SUCCESS',
  'SUCCESS',
];
/** Returns the usual course with this trouble from second 20 to second 50. */
const usualWith = (trouble: string) => usual.with(3, trouble).with(4, trouble);
const always = (reply: string) => seconds.map(() => reply);
const failing = usual.map((status) => status.replace('SUCCESS', 'FAIL'));
const unknown = '404 itemNotFound SDRS.0408';

const courses: Record<StoryName, string[]> = {
  succeeds: usual,
  'succeeds-with-sub-jobs': usual,
  'fails-with-code': failing,
  'fails-in-sub-job': failing,
  'never-ends': usual.map((status) => status.replace('SUCCESS', 'RUNNING')),
  throttles: usualWith('429 APIGW.0308'),
  outage: usualWith('502 page'),
  'expires-token': [...usual.slice(0, 3), ...seconds.slice(3).map(() => '401 APIGW.0301')],
  'unknown-job': always(unknown),
  'not-yet-visible': [unknown, unknown, unknown, unknown, ...usual.slice(4)],
  'forgets-job': [...usual.slice(0, 3), ...seconds.slice(3).map(() => unknown)],
  denied: always('403 forbidden SDRS.0005'),
  refuses: always('400 badrequest SDRS.0201'),
  'unknown-status': usualWith('PENDING_PAYMENT'),
  'bad-json': usualWith('200 cut'),
  'wrong-job': usualWith('RUNNING of another job'),
  'resets-connection': usualWith('reset'),
  'hangs-connection': usualWith('hang'),
  'goes-back': usualWith('INIT'),
};

describe('the course of a story', () => {
  it.each(storyNames)('%s equals its table at 0, 10, 19, 20, 49, 50, 89, 90 and 3600 seconds', (story) => {
    expect(courseOf(story, seconds)).toEqual(courses[story]);
  });

  it('follows the given durations', () => {
    const parameters = { durationSeconds: 8, troubleAfterSeconds: 2, troubleSeconds: 4 };
    expect(courseOf('outage', [0, 1, 2, 5, 6, 8], parameters)).toEqual([
      'INIT',
      'RUNNING',
      '502 page',
      '502 page',
      'RUNNING',
      'SUCCESS',
    ]);
  });

  it('has the trouble at every third request only, if configured', () => {
    const plot = plotOf('outage', { troubleEvery: 3 });
    const replies = [1, 2, 3, 4, 5, 6].map((request) => summarize(answerOf(plot, at(30, { request }))));
    expect(replies).toEqual(['RUNNING', 'RUNNING', '502 page', 'RUNNING', 'RUNNING', '502 page']);
  });

  it('accepts a token issued after the old one expired', () => {
    const plot = plotOf('expires-token');
    const answers = [-60, 19.9, 20, 25].map((credentialSeconds) =>
      summarize(answerOf(plot, at(30, { credentialSeconds }))),
    );
    expect(answers).toEqual(['401 APIGW.0301', '401 APIGW.0301', 'RUNNING', 'RUNNING']);
  });

  it('has the wait of a throttled client in Retry-After', () => {
    const reply = answerOf(plotOf('throttles', { retryAfterSeconds: 7 }), at(30));
    expect(reply).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
  });

  it('has the given error code and reason', () => {
    const own = { errorCode: 'VPC.0701', failReason: 'No address left in the subnet' };
    expect(json(answerOf(plotOf('fails-with-code', own), at(90)))).toMatchObject({
      error_code: 'VPC.0701',
      fail_reason: 'No address left in the subnet',
    });
    expect(json(answerOf(plotOf('refuses', own), at(0)))).toEqual({
      badrequest: { code: 'VPC.0701', message: 'No address left in the subnet' },
    });
  });
});

describe('the true outcome', () => {
  it.each(storyNames)('of %s is the answer without trouble after the end', (story) => {
    const truth = truthOf(plotOf(story), { ids, beganAtMs });
    if (story === 'never-ends') expect(truth).toEqual({ kind: 'never_ends' });
    else if (story === 'unknown-job') expect(truth).toEqual({ kind: 'no_job' });
    else {
      const job = json(answerOf(plotOf(story, { troubleSeconds: 0 }), at(90)));
      expect(truth).toEqual({ kind: 'ends', atMs: beganAtMs + 90_000, job });
    }
  });
});

describe('ids', () => {
  it('are 32 hex digits derived from the name of the story, all different', () => {
    const all = storyNames.map(jobIdOf);
    expect(new Set(all).size).toBe(storyNames.length);
    for (const id of all) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(jobIdOf('succeeds')).toBe('ab986031b60ea5bd2a9f1a2d08fd4f9b');
  });

  it('of a job and its parts are all different', () => {
    const { jobId, otherJobId, subJobIds, serverGroupId, volumeId } = ids;
    expect(new Set([jobId, otherJobId, ...subJobIds, serverGroupId, volumeId]).size).toBe(6);
  });
});
