import { describe, expect, it } from 'vitest';
import type { Poll } from '../../lib/job/poll.ts';
import { beginProgress, decideAfterPoll } from '../../lib/polling/after-poll.ts';
import { maxTurns, presets } from '../../lib/polling/presets.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { meeting, seeing, troubles } from '../support/polls.ts';

const started = Date.parse('2026-03-01T12:00:00.000Z');
const deadlineSeconds = 3_600;
/** The computer sleeps through the deadline and wakes up half a day later. */
const awake = 43_200;

const decide = (poll: Poll, before: Progress, seconds: number) =>
  decideAfterPoll(poll, before, {
    polling: presets.balanced,
    wanted: troubles,
    jobId: 'job-0001',
    now: started + seconds * 1_000,
  });
const begun = beginProgress(started, deadlineSeconds);
const seenOnce = decide(seeing(), begun, 60).progress;

/** Polls until the outcome, with the waits decided. Returns the times of the polls in seconds. */
function follow(before: Progress, pollAt: (tries: number) => Poll) {
  const pollsAt: number[] = [];
  let [progress, now] = [before, awake];
  while (pollsAt.length < 50) {
    pollsAt.push(now);
    const after = decide(pollAt(pollsAt.length), progress, now);
    if (after.next.kind === 'end') return { pollsAt, ending: after.next.ending };
    progress = after.progress;
    now += after.next.seconds;
  }
  throw new Error('The watch did not end.');
}

describe('a poll that comes long after the deadline', () => {
  it('and fails is repeated, so that the job’s result is announced', () => {
    const pollAt = (tries: number) =>
      tries < 4 ? meeting('no_connection') : seeing({ status: 'FAIL', error_code: 'SDRS.0208' });
    expect(follow(seenOnce, pollAt)).toEqual({
      pollsAt: [awake, awake + 30, awake + 60, awake + 90],
      ending: { outcome: 'failed' },
    });
  });

  it.each([
    ['was seen before', seenOnce, 'timed_out'],
    ['was never seen', begun, 'unreachable'],
  ] as const)('is repeated for at most five minutes if the job %s', (...[, before, outcome]) => {
    const { pollsAt, ending } = follow(before, () => meeting('server'));
    expect(pollsAt).toHaveLength(11);
    expect(pollsAt.at(-1)).toBe(awake + 300);
    expect(ending.outcome).toBe(outcome);
  });

  it('waits as long as Retry-After says', () => {
    const { pollsAt } = follow(seenOnce, () => meeting('throttled', { retry_after_seconds: 200 }));
    expect(pollsAt).toEqual([awake, awake + 200, awake + 400]);
  });

  it('ends the watch when it sees the job', () => {
    expect(follow(seenOnce, () => seeing())).toMatchObject({ ending: { outcome: 'timed_out' } });
  });

  it.each([
    ['a minute after it', deadlineSeconds + 60, 'end'],
    ['later', deadlineSeconds + 61, 'wait'],
  ])('is not a poll that was due at the deadline: %s', (_, seconds, kind) => {
    expect(decide(meeting('server'), seenOnce, seconds).next.kind).toBe(kind);
  });

  it('is the last one if the problem began before the deadline', () => {
    const before = decide(meeting('network'), seenOnce, deadlineSeconds - 1).progress;
    expect(decide(meeting('network'), before, awake).next.kind).toBe('end');
  });

  it('is the last one if the watch has reached its limit of polls', () => {
    const nextOf = (polls: number) => decide(meeting('server'), { ...seenOnce, polls }, awake).next.kind;
    expect([nextOf(maxTurns - 2), nextOf(maxTurns - 1)]).toEqual(['wait', 'end']);
  });
});
