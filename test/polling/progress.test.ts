import { describe, expect, it } from 'vitest';
import type { Poll } from '../../lib/job/poll.ts';
import { Progress } from '../../lib/polling/progress.ts';
import { aSubJob } from '../support/jobs.ts';
import { meeting, seeing } from '../support/polls.ts';
import { beginning, decide, follow, iso } from './following.ts';

describe('progress', () => {
  it('keeps what later polls and notifications need of a job', () => {
    const sub_jobs = ['SUCCESS', 'FAIL', 'RUNNING', 'INIT'].map((status) => aSubJob({ status }));
    expect(follow([[7, seeing({ sub_jobs })]]).progress).toStrictEqual({
      ...beginning,
      polls: 1,
      first_status: 'RUNNING',
      last_status: 'RUNNING',
      last_seen_at: iso(7),
      job_type: 'createProtectionGroupNoCG',
      begin_time: '2018-04-19T01:55:30.443Z',
      sub_jobs: { ended: 2, of: 4 },
    });
  });

  it('has only what the job has', () => {
    const bare = seeing({ status: undefined, job_type: undefined, begin_time: undefined });
    expect(follow([[7, bare]]).progress).toStrictEqual({ ...beginning, polls: 1, last_seen_at: iso(7) });
  });

  it('keeps what an earlier poll saw', () => {
    const polls: [number, Poll][] = [
      [1, seeing({ status: 'INIT', sub_jobs: [aSubJob()] })],
      [2, seeing({ job_type: undefined, begin_time: undefined })],
      [3, meeting('network')],
    ];
    expect(follow(polls).progress).toStrictEqual({
      ...beginning,
      polls: 3,
      errors_seen: 1,
      first_status: 'INIT',
      last_status: 'RUNNING',
      last_seen_at: iso(2),
      job_type: 'createProtectionGroupNoCG',
      begin_time: '2018-04-19T01:55:30.443Z',
      sub_jobs: { ended: 1, of: 1 },
      trouble: { since: iso(3), kind: 'network', in_a_row: 1, message: 'network it was.' },
    });
  });

  it('has the time since when polls fail, and how often the last kind of problem came in a row', () => {
    const kinds = ['network', 'server', 'server', 'server'] as const;
    const polls = kinds.map((kind, index): [number, Poll] => [10 * index, meeting(kind)]);
    expect(follow(polls).progress).toMatchObject({
      polls: 4,
      errors_seen: 4,
      trouble: { since: iso(0), kind: 'server', in_a_row: 3, message: 'server it was.' },
    });
  });

  it('forgets the problem at the next good poll, but counts it', () => {
    const { progress } = follow([
      [0, meeting('network')],
      [5, seeing()],
    ]);
    expect(progress).not.toHaveProperty('trouble');
    expect(progress.errors_seen).toBe(1);
  });

  it('is immutable: each poll makes a new one', () => {
    const before = Object.freeze({ ...beginning, notified: Object.freeze([]) as unknown as string[] });
    expect(decide(seeing({ status: 'PAUSED' }), before, 1).progress.notified).toStrictEqual([
      'unknown_status PAUSED',
    ]);
  });
});

describe('an unknown status', () => {
  it('is announced once', () => {
    const statuses = ['RUNNING', 'PAUSED', 'PAUSED', 'RUNNING', 'PAUSED', 'STUCK', 'STUCK', 'PAUSED'];
    const { notified, progress } = follow(statuses.map((status, index) => [index, seeing({ status })]));
    expect(notified).toStrictEqual([
      [1, 'unknown_status'],
      [5, 'unknown_status'],
    ]);
    expect(progress.notified).toStrictEqual(['unknown_status PAUSED', 'unknown_status STUCK']);
  });

  it.each(['INIT', 'RUNNING', undefined])('is not %s', (status) => {
    expect(follow([[0, seeing({ status })]]).notified).toStrictEqual([]);
  });

  it('is not announced again by a poll that meets a problem', () => {
    const { notified } = follow([
      [0, seeing({ status: 'PAUSED' })],
      [1, meeting('network')],
    ]);
    expect(notified).toHaveLength(1);
  });
});

describe('an API that gives no usable answer', () => {
  const outage = (from: number, to: number) =>
    [from, from + 300, to].map((seconds): [number, Poll] => [seconds, meeting('network')]);

  it.each([
    [599.999, []],
    [600, [[600, 'cannot_ask']]],
    [601, [[601, 'cannot_ask']]],
  ] as [number, [number, string][]][])('for %f s: %j', (seconds, notified) => {
    expect(follow(outage(0, seconds)).notified).toStrictEqual(notified);
  });

  it('is announced once for each outage', () => {
    const { notified, progress } = follow([
      ...outage(0, 600),
      [900, meeting('server')],
      [1_000, seeing()],
      ...outage(1_100, 1_699.999),
      [1_700, meeting('network')],
      [1_800, meeting('network')],
    ]);
    expect(notified).toStrictEqual([
      [600, 'cannot_ask'],
      [1_700, 'cannot_ask'],
    ]);
    expect(progress.notified).toStrictEqual([`cannot_ask ${iso(0)}`, `cannot_ask ${iso(1_100)}`]);
  });

  it('is announced for any mix of problems', () => {
    const kinds = [
      'network',
      'throttled',
      'server',
      'not_a_job',
      'credentials',
      'denied',
      'not_found',
    ] as const;
    const polls = kinds.map((kind, index): [number, Poll] => [100 * index, meeting(kind)]);
    expect(follow(polls).notified).toStrictEqual([[600, 'cannot_ask']]);
  });

  it('is announced again for an outage that begins after another status', () => {
    const { notified } = follow([[0, seeing({ status: 'PAUSED' })], ...outage(10, 610)]);
    expect(notified).toStrictEqual([
      [0, 'unknown_status'],
      [610, 'cannot_ask'],
    ]);
  });
});

it('reads the progress of a whole watch back from JSON, and refuses an incomplete one', () => {
  const { progress } = follow([
    [0, seeing({ sub_jobs: [aSubJob()] })],
    [1, seeing({ status: 'PAUSED' })],
    [2, meeting('network')],
  ]);
  const json = JSON.parse(JSON.stringify(progress));
  expect(Progress.parse(json)).toStrictEqual(progress);
  for (const wrong of [
    { polls: -1 },
    { polls: 1.5 },
    { errors_seen: -1 },
    { notified: undefined },
    { sub_jobs: { ended: 1 } },
    { trouble: { ...progress.trouble, in_a_row: 0 } },
    { trouble: { ...progress.trouble, kind: undefined } },
  ]) {
    expect(Progress.safeParse({ ...json, ...wrong }).success).toBe(false);
  }
});

it('announces the progress of a watch at most 20 times', () => {
  const { notified, progress } = follow(
    Array.from({ length: 40 }, (_, index) => [index, seeing({ status: `STATUS-${index}` })]),
  );
  expect(notified.map(([seconds]) => seconds)).toStrictEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(progress.notified).toHaveLength(20);
  expect(progress.notified.at(-1)).toBe('unknown_status STATUS-19');
});
