import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Poll } from '../../lib/job/poll.ts';
import { beginProgress, decideAfterPoll } from '../../lib/polling/after-poll.ts';
import {
  maxDeadlineSeconds,
  maxTurns,
  type PresetName,
  presetNames,
  presets,
} from '../../lib/polling/presets.ts';
import { meeting, seeing, troubles } from '../support/polls.ts';

const started = Date.UTC(2026, 2, 1, 12);

interface Plan {
  preset: PresetName;
  deadlineSeconds: number;
  jobId?: string;
  /** Returns the result of a poll; `now` in milliseconds since 1970. */
  pollAt: (now: number, polls: number) => Poll;
  /** How long a poll takes. */
  pollMs?: number;
}

/**
 * Runs the loop of the machine in virtual time: poll, decide, wait, poll again. Instants are seconds after
 * the start.
 */
function run({ preset, deadlineSeconds, jobId = 'job-0001', pollAt, pollMs = 0 }: Plan) {
  let progress = beginProgress(started, deadlineSeconds);
  let now = started;
  const pollsAt: number[] = [];
  while (pollsAt.length <= maxTurns) {
    const poll = pollAt(now, pollsAt.length);
    pollsAt.push((now - started) / 1_000);
    now += pollMs;
    const after = decideAfterPoll(poll, progress, { polling: presets[preset], wanted: troubles, jobId, now });
    if (after.next.kind === 'end') return { pollsAt, ending: after.next.ending, progress: after.progress };
    progress = after.progress;
    now += after.next.seconds * 1_000;
  }
  throw new Error(`The watch did not end after ${pollsAt.length} polls.`);
}

const running = seeing({ begin_time: new Date(started).toISOString() });
const day = 86_400;

describe('a job that never ends', () => {
  it.each([
    ['prompt', '1 m', 60, 12],
    ['prompt', '1 h', 3_600, 109],
    ['prompt', '24 h', day, 1_473],
    ['prompt', '30 d', 30 * day, 1_500],
    ['balanced', '1 m', 60, 12],
    ['balanced', '1 h', 3_600, 55],
    ['balanced', '24 h', day, 330],
    ['balanced', '30 d', 30 * day, 1_500],
    ['thrifty', '1 m', 60, 9],
    ['thrifty', '1 h', 3_600, 28],
    ['thrifty', '24 h', day, 120],
    ['thrifty', '30 d', 30 * day, 1_500],
  ] as [PresetName, string, number, number][])(
    'is polled as often as its preset and deadline say: %s, %s',
    (...[preset, , deadlineSeconds, polls]) => {
      const { pollsAt, ending } = run({ preset, deadlineSeconds, pollAt: () => running });
      expect(pollsAt).toHaveLength(polls);
      expect(pollsAt.at(-1)).toBe(deadlineSeconds);
      expect(ending.outcome).toBe('timed_out');
    },
  );

  it.each([
    ['prompt', 100],
    ['balanced', 50],
    ['thrifty', 20],
  ] as [PresetName, number][])(
    'is polled every 5 or 6 s at first, with any deadline: %s',
    (preset, until) => {
      const deadline = fc.integer({ min: 180, max: maxDeadlineSeconds });
      fc.assert(
        fc.property(deadline, fc.stringMatching(/^[a-f0-9]{32}$/), (deadlineSeconds, jobId) => {
          const { pollsAt } = run({ preset, deadlineSeconds, jobId, pollAt: () => running });
          const first = pollsAt.filter((at) => at <= until);
          const waits = first.map((at, index) => pollsAt[index + 1]! - at);
          expect(waits.filter((seconds) => seconds !== 5 && seconds !== 6)).toStrictEqual([]);
          expect(first.length).toBeGreaterThanOrEqual(until / 6);
        }),
        { numRuns: 20 },
      );
    },
  );

  it('is not polled in step with the other jobs of its request, not even at first', () => {
    const jobs = Array.from({ length: 64 }, (_, index) => `ff8080826b45d4a5016b5036242c${1_000 + index}`);
    const atFirst = jobs.map((jobId) => {
      const { pollsAt } = run({ preset: 'balanced', deadlineSeconds: 60, jobId, pollAt: () => running });
      return pollsAt.slice(0, 7).join(' ');
    });
    expect(new Set(atFirst).size).toBeGreaterThan(32);
  });
});

describe('a job that ends', () => {
  it.each([
    ['prompt', 0.07],
    ['balanced', 0.12],
    ['thrifty', 0.29],
  ] as [PresetName, number][])('is detected soon: %s within %f of its duration, or 6 s', (preset, share) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: day }), fc.stringMatching(/^[a-f0-9]{32}$/), (seconds, jobId) => {
        const pollAt = (now: number) =>
          now < started + seconds * 1_000 ? running : seeing({ status: 'SUCCESS' });
        const { pollsAt, ending } = run({ preset, deadlineSeconds: 2 * day, jobId, pollAt });
        expect(ending).toStrictEqual({ outcome: 'succeeded' });
        expect(pollsAt.at(-1)! - seconds).toBeLessThanOrEqual(Math.max(6, share * seconds));
      }),
      { numRuns: 30 },
    );
  });
});

describe('whatever happens', () => {
  /** The begin time of the job: fixed, absent, in the future, nonsense, or different at each poll. */
  const begin = fc.oneof(
    fc.integer({ min: -60 * day, max: 60 * day }).map((seconds) => () => started + seconds * 1_000),
    fc.integer({ min: -day, max: day }).map((seconds) => (now: number) => now + seconds * 1_000),
    fc.constantFrom('', 'soon', '-1', '9999-99-99T99:99:99Z').map((nonsense) => () => nonsense),
    fc.constant(() => undefined),
  );
  const beginTime = (at: number | string | undefined) =>
    typeof at === 'number' ? new Date(at).toISOString() : at;
  /** The waits that the polls ask for, repeated; none without a problem. */
  const retryAfter = fc.array(fc.option(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.nat(day))), {
    minLength: 1,
    maxLength: 5,
  });
  const plan = fc.record({
    preset: fc.constantFrom(...presetNames),
    deadlineSeconds: fc.oneof(
      fc.integer({ min: 1, max: 3_600 }),
      fc.integer({ min: 1, max: maxDeadlineSeconds }),
      fc.constant(maxDeadlineSeconds),
    ),
    jobId: fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
    begin,
    retryAfter,
  });
  type Chances = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

  const pollOf = ({ begin: at, retryAfter: pattern }: Chances, now: number, polls: number): Poll => {
    const seconds = pattern[polls % pattern.length];
    if (seconds == null) return seeing({ begin_time: beginTime(at(now)) });
    return meeting('throttled', { retry_after_seconds: seconds });
  };
  const runWith = (chances: Chances, pollMs = 0) =>
    run({ ...chances, pollMs, pollAt: (now, polls) => pollOf(chances, now, polls) });

  it('a watch ends at its deadline, less than a second later, after at most 1,500 turns', () => {
    fc.assert(
      fc.property(plan, (chances) => {
        const { pollsAt, ending, progress } = runWith(chances);
        expect(pollsAt.length).toBeLessThanOrEqual(1_500);
        expect(progress.polls).toBe(pollsAt.length);
        expect(pollsAt.at(-1)).toBeGreaterThanOrEqual(chances.deadlineSeconds);
        expect(pollsAt.at(-1)).toBeLessThan(chances.deadlineSeconds + 1);
        expect(['timed_out', 'unreachable']).toContain(ending.outcome);
      }),
    );
  });

  it('slow polls cause no poll a second after the deadline, and at most 1,500 polls', () => {
    fc.assert(
      fc.property(plan, fc.integer({ min: 1, max: 40_000 }), (chances, pollMs) => {
        const { pollsAt } = runWith(chances, pollMs);
        expect(pollsAt.length).toBeLessThanOrEqual(1_500);
        expect(pollsAt.at(-1)! + pollMs / 1_000).toBeGreaterThanOrEqual(chances.deadlineSeconds);
        expect(pollsAt.at(-1)).toBeLessThan(chances.deadlineSeconds + 1);
      }),
    );
  });

  it('every wait respects what was asked for, up to an hour, or ends at the deadline', () => {
    fc.assert(
      fc.property(plan, (chances) => {
        const { pollsAt } = runWith(chances);
        pollsAt.slice(1).forEach((at, index) => {
          const asked = Math.min(chances.retryAfter[index % chances.retryAfter.length] ?? 0, 3_600);
          expect(at >= chances.deadlineSeconds || at - pollsAt[index]! >= asked).toBe(true);
        });
      }),
      { numRuns: 50 },
    );
  });
});
