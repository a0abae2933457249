import { describe, expect, it } from 'vitest';
import type { Look } from '../../lib/job/look.ts';
import { beginProgress, decideAfterLook } from '../../lib/polling/after-look.ts';
import { maxTurns, presets } from '../../lib/polling/presets.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { meeting, seeing, troubles } from '../support/looks.ts';

const started = Date.parse('2026-03-01T12:00:00.000Z');
const deadlineSeconds = 3_600;
/** The computer sleeps over the deadline, and wakes up half a day later. */
const awake = 43_200;

const decide = (look: Look, before: Progress, seconds: number) =>
  decideAfterLook(look, before, {
    ...{ polling: presets.balanced, wanted: troubles, jobId: 'job-0001' },
    now: started + seconds * 1_000,
  });
const begun = beginProgress(started, deadlineSeconds);
const seenOnce = decide(seeing(), begun, 60).progress;

/** Looks until the end, each after the wait that was decided; the instants of the looks in seconds. */
function follow(before: Progress, lookAt: (tries: number) => Look) {
  const looksAt: number[] = [];
  let [progress, now] = [before, awake];
  while (looksAt.length < 50) {
    looksAt.push(now);
    const after = decide(lookAt(looksAt.length), progress, now);
    if (after.next.kind === 'end') return { looksAt, ending: after.next.ending };
    progress = after.progress;
    now += after.next.seconds;
  }
  throw new Error('The watch did not end.');
}

describe('a look that comes long after the deadline', () => {
  it('and does not see the job is made again, so that the end of the job is told', () => {
    const lookAt = (tries: number) =>
      tries < 4 ? meeting('no_connection') : seeing({ status: 'FAIL', error_code: 'SDRS.0208' });
    expect(follow(seenOnce, lookAt)).toEqual({
      looksAt: [awake, awake + 30, awake + 60, awake + 90],
      ending: { outcome: 'failed' },
    });
  });

  it.each([
    ['was seen before', seenOnce, 'timed_out'],
    ['was never seen', begun, 'unreachable'],
  ] as const)('is made again for five minutes at the most where the job %s', (...[, before, outcome]) => {
    const { looksAt, ending } = follow(before, () => meeting('server'));
    expect(looksAt).toHaveLength(11);
    expect(looksAt.at(-1)).toBe(awake + 300);
    expect(ending.outcome).toBe(outcome);
  });

  it('waits as long as it is asked to', () => {
    const { looksAt } = follow(seenOnce, () => meeting('throttled', { retry_after_seconds: 200 }));
    expect(looksAt).toEqual([awake, awake + 200, awake + 400]);
  });

  it('ends the watch when it sees the job', () => {
    expect(follow(seenOnce, () => seeing())).toMatchObject({ ending: { outcome: 'timed_out' } });
  });

  it.each([
    ['a minute after it', deadlineSeconds + 60, 'end'],
    ['later', deadlineSeconds + 61, 'wait'],
  ])('is no look that was due at the deadline: %s', (_, seconds, kind) => {
    expect(decide(meeting('server'), seenOnce, seconds).next.kind).toBe(kind);
  });

  it('is the last one where the trouble was there before the deadline', () => {
    const before = decide(meeting('network'), seenOnce, deadlineSeconds - 1).progress;
    expect(decide(meeting('network'), before, awake).next.kind).toBe('end');
  });

  it('is the last one of the looks that a watch may make', () => {
    const nextOf = (looks: number) => decide(meeting('server'), { ...seenOnce, looks }, awake).next.kind;
    expect([nextOf(maxTurns - 2), nextOf(maxTurns - 1)]).toEqual(['wait', 'end']);
  });
});
