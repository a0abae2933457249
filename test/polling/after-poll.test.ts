import { describe, expect, it } from 'vitest';
import type { Poll, PollProblemKind } from '../../lib/job/poll.ts';
import { beginProgress, decideAfterPoll } from '../../lib/polling/after-poll.ts';
import { presets } from '../../lib/polling/presets.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { meeting, seeing, troubles } from '../support/polls.ts';

const started = Date.parse('2026-03-01T12:00:00.000Z');
const deadlineSeconds = 3_600;
const at = (seconds: number) => started + seconds * 1_000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

const decide = (poll: Poll, before: Progress, seconds: number) =>
  decideAfterPoll(poll, before, {
    polling: presets.balanced,
    wanted: troubles,
    jobId: 'job-0001',
    now: at(seconds),
  });

/** Returns the decisions of polls at these seconds after the start. */
function answersTo(polls: [seconds: number, poll: Poll][]) {
  let progress = beginProgress(started, deadlineSeconds);
  return polls.map(([seconds, poll]) => {
    const after = decide(poll, progress, seconds);
    progress = after.progress;
    return after;
  });
}

const lastOf = (polls: [seconds: number, poll: Poll][]) => answersTo(polls).at(-1)!;
const endingOf = ({ next }: ReturnType<typeof decide>) => (next.kind === 'end' ? next.ending : undefined);

it('starts a watch with its start and its deadline only', () => {
  expect(beginProgress(started, 90)).toStrictEqual({
    started_at: '2026-03-01T12:00:00.000Z',
    deadline_at: '2026-03-01T12:01:30.000Z',
    polls: 0,
    errors_seen: 0,
    notified: [],
  });
});

describe('a poll that sees the job', () => {
  it.each([
    ['SUCCESS', 'succeeded'],
    ['FAIL', 'failed'],
  ] as const)('ends the watch at %s: %s', (status, outcome) => {
    const after = lastOf([[10, seeing({ status })]]);
    expect(after.next).toStrictEqual({ kind: 'end', ending: { outcome } });
    expect(after.progress).toMatchObject({ polls: 1, last_status: status, last_seen_at: iso(10) });
  });

  it.each(['SUCCESS', 'FAIL'])('is believed at the deadline and after it: %s', (status) => {
    const outcome = status === 'FAIL' ? 'failed' : 'succeeded';
    for (const seconds of [3_600, 7_200]) {
      expect(endingOf(lastOf([[seconds, seeing({ status })]]))).toStrictEqual({ outcome });
    }
  });

  it.each(['INIT', 'RUNNING', 'PAUSED', 'success'])('goes on at %s until the deadline', (status) => {
    expect(lastOf([[3_599.999, seeing({ status })]]).next).toMatchObject({ kind: 'wait', seconds: 1 });
    expect(lastOf([[3_600, seeing({ status })]]).next).toStrictEqual({
      kind: 'end',
      ending: {
        outcome: 'timed_out',
        why: `The deadline passed and the job had not ended: its status was still ${status}.`,
      },
    });
  });

  it('goes on when the job steps back from RUNNING to INIT', () => {
    const after = lastOf([
      [0, seeing({ status: 'RUNNING' })],
      [5, seeing({ status: 'INIT' })],
    ]);
    expect(after.next.kind).toBe('wait');
    expect(after.progress).toMatchObject({ first_status: 'RUNNING', last_status: 'INIT' });
  });
});

describe('a poll that meets a problem', () => {
  const early = [5, 10, 15];
  const late = [300, 310, 320];

  /**
   * The effects of the first, second and third problem of a kind in a row: in the first two minutes, and
   * later.
   */
  it.each([
    ['no_connection', 'wait wait wait', 'wait wait wait'],
    ['network', 'wait wait wait', 'wait wait wait'],
    ['throttled', 'wait wait wait', 'wait wait wait'],
    ['server', 'wait wait wait', 'wait wait wait'],
    ['not_a_job', 'wait wait wait', 'wait wait wait'],
    ['credentials', 'wait wait wait', 'wait wait wait'],
    ['denied', 'wait wait end', 'wait wait end'],
    ['not_found', 'wait wait wait', 'wait wait end'],
    ['refused', 'end end end', 'end end end'],
  ] as [PollProblemKind, string, string][])('%s: %s, later %s', (kind, ...expected) => {
    const kinds = [early, late].map((times) =>
      answersTo(times.map((seconds) => [seconds, meeting(kind)]))
        .map(({ next }) => next.kind)
        .join(' '),
    );
    expect(kinds).toStrictEqual(expected);
  });

  it.each([
    ['refused', 1, 'The state of the job could not be read. refused it was.'],
    ['denied', 3, 'The state of the job could not be read. denied it was.'],
    ['not_found', 3, 'The API does not know this job. not_found it was.'],
  ] as [PollProblemKind, number, string][])('is unreachable when believed: %s', (kind, times, why) => {
    const polls = Array.from({ length: times }, (_, i): [number, Poll] => [200 + i, meeting(kind)]);
    expect(endingOf(lastOf(polls))).toStrictEqual({ outcome: 'unreachable', why });
  });

  it('not_found has another reason if the job was seen before', () => {
    const polls = [0, 300, 310, 320].map((seconds, i): [number, Poll] => [
      seconds,
      i === 0 ? seeing() : meeting('not_found'),
    ]);
    expect(endingOf(lastOf(polls))).toStrictEqual({
      outcome: 'unreachable',
      why: 'The API no longer knows this job. not_found it was.',
    });
  });

  const transient = [
    'no_connection',
    'network',
    'throttled',
    'server',
    'not_a_job',
    'credentials',
    'denied',
    'not_found',
  ] as const;

  it.each(transient)('at the deadline makes the outcome unreachable if no poll saw the job: %s', (kind) => {
    expect(endingOf(lastOf([[3_600, meeting(kind)]]))).toStrictEqual({
      outcome: 'unreachable',
      why: `The deadline passed while the state of the job could not be read. ${kind} it was.`,
    });
  });

  it.each(transient)(
    'at the deadline makes the outcome timed_out if a poll saw the job minutes ago: %s',
    (kind) => {
      const problems = [3_000.001, 3_600].map((seconds): [number, Poll] => [seconds, meeting(kind)]);
      expect(endingOf(lastOf([[2_000, seeing({ status: 'INIT' })], ...problems]))).toStrictEqual({
        outcome: 'timed_out',
        why: `The deadline passed: at ${new Date(started + 2_000_000).toISOString()} the job had not ended (INIT), and since then its state could not be read.`,
      });
    },
  );

  it.each(transient)(
    'at the deadline makes the outcome unreachable if no poll saw the job for ten minutes: %s',
    (kind) => {
      const problems = [3_000, 3_600].map((seconds): [number, Poll] => [seconds, meeting(kind)]);
      expect(endingOf(lastOf([[2_000, seeing()], ...problems]))).toStrictEqual({
        outcome: 'unreachable',
        why: `The deadline passed while the state of the job could not be read. ${kind} it was.`,
      });
    },
  );

  it.each([
    ['refused', 1, 'The state of the job could not be read. refused it was.'],
    ['denied', 3, 'The state of the job could not be read. denied it was.'],
    ['not_found', 3, 'The API no longer knows this job. not_found it was.'],
  ] as [PollProblemKind, number, string][])(
    'at the deadline is believed all the same: %s',
    (...[kind, times, why]) => {
      const polls = Array.from({ length: times }, (_, i): [number, Poll] => [
        3_601 - times + i,
        meeting(kind),
      ]);
      expect(endingOf(lastOf([[3_500, seeing()], ...polls]))).toStrictEqual({ outcome: 'unreachable', why });
    },
  );

  it.each(['network', 'denied', 'not_found'] as const)(
    'a millisecond before the deadline goes on: %s',
    (kind) => {
      const before = answersTo([[3_000, seeing()]])[0]!.progress;
      expect(decide(meeting(kind), before, 3_599.999).next).toStrictEqual({ kind: 'wait', seconds: 1 });
    },
  );

  it('not_found is believed from two minutes after the start', () => {
    const thirdAt = (seconds: number) =>
      lastOf([1, 2, seconds].map((second) => [second, meeting('not_found')]));
    expect(thirdAt(119.999).next.kind).toBe('wait');
    expect(thirdAt(120).next.kind).toBe('end');
  });

  it.each(['denied', 'not_found'] as const)('of another kind in between restarts the count: %s', (kind) => {
    const kinds = [kind, kind, 'network', kind, kind] as const;
    const answers = answersTo(kinds.map((each, index) => [300 + index, meeting(each)]));
    expect(answers.map(({ next }) => next.kind)).toStrictEqual(['wait', 'wait', 'wait', 'wait', 'wait']);
    expect(answers.map(({ progress }) => progress.trouble?.in_a_row)).toStrictEqual([1, 2, 1, 1, 2]);
  });

  it.each(['denied', 'not_found'] as const)('restarts the count after a good poll: %s', (kind) => {
    const polls = [meeting(kind), meeting(kind), seeing(), meeting(kind), meeting(kind)];
    const answers = answersTo(polls.map((poll, index) => [300 + index, poll]));
    expect(answers.map(({ next }) => next.kind)).toStrictEqual(['wait', 'wait', 'wait', 'wait', 'wait']);
  });
});
