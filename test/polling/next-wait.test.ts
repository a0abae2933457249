import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jitter, nextWaitSeconds, plannedWaitSeconds, type Turn } from '../../lib/polling/next-wait.ts';
import { maxTurns, presets } from '../../lib/polling/presets.ts';
import { anyTurn, began, someTurn } from './turns.ts';

const jobId = 'job-0001';

/** A turn after the first poll the job that began 1,000 s ago, with the deadline a day after that. */
const aTurn = (overrides: Partial<Turn> = {}): Turn => ({
  policy: presets.balanced,
  jobId,
  polls: 1,
  now: began + 1_000_000,
  beganAt: began,
  deadlineAt: began + 86_400_000,
  ...overrides,
});

describe('the planned wait', () => {
  it.each([
    ['prompt', 5, 5, 5, 50, 60, 60],
    ['balanced', 5, 5, 10, 100, 300, 300],
    ['thrifty', 5, 5, 25, 250, 900, 900],
  ] as const)('of %s grows with the time that the job has run, within its bounds', (name, ...waits) => {
    const elapsed = [0, 20, 100, 1_000, 7_200, 2_592_000];
    expect(elapsed.map((seconds) => plannedWaitSeconds(presets[name], seconds))).toStrictEqual(waits);
  });

  it('is the shortest for a job that begins in the future', () => {
    expect(plannedWaitSeconds(presets.balanced, -3_600)).toBe(5);
  });
});

describe('the jitter', () => {
  it.each([
    ['job-0001', 0, 1.0236987570300697],
    ['job-0001', 1, 0.9683927000034601],
    ['job-0001', 2, 1.0942287396173924],
    ['job-0001', 3, 0.9017747177742422],
    ['ff8080826b45d4a5016b5036242c0025', 0, 0.996312065422535],
    ['ff8080826b45d4a5016b5036242c0025', 4, 1.098748392285779],
  ])('of %s after %i polls is always %f', (id, polls, factor) => {
    expect(jitter(id, polls)).toBe(factor);
  });

  it('lies within a tenth of 1, and is the same for the same job and poll', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (id, polls) => {
        const factor = jitter(id, polls);
        expect(factor).toBeGreaterThanOrEqual(0.9);
        expect(factor).toBeLessThan(1.1);
        expect(jitter(id, polls)).toBe(factor);
      }),
    );
  });

  it.each([
    ['the polls of one job', (index: number) => jitter(jobId, index)],
    ['the jobs of one call', (index: number) => jitter(`ff8080826b45d4a5016b5036242c${1_000 + index}`, 1)],
  ])('spreads %s evenly', (_, factorOf) => {
    const factors = Array.from({ length: 2_400 }, (_, index) => factorOf(index));
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.005);
    const tenths = Map.groupBy(factors, (factor) => Math.floor((factor - 0.9) * 50));
    expect([...tenths.keys()].sort()).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const [, { length }] of tenths) expect(Math.abs(length - 240)).toBeLessThan(60);
  });
});

describe('the next wait', () => {
  it.each([
    ['a tenth of the time that the job has run, with jitter', {}, 97],
    ['another jitter at another poll', { polls: 2 }, 110],
    ['another jitter for another job', { jobId: 'ff8080826b45d4a5016b5036242c0025' }, 107],
    ['the share of another preset', { policy: presets.thrifty }, 243],
    ['the cap, with jitter', { now: began + 20_000_000 }, 291],
    ['whole seconds, never less: 5.3 are 6', { now: began + 55_000 }, 6],
    ['the shortest while the job is young', { now: began }, 5],
    ['the shortest for a job that begins in the future', { now: began, beganAt: began + 86_400_000 }, 5],
    ['Retry-After where it asks for more', { retryAfterSeconds: 98 }, 98],
    ['whole seconds of Retry-After, never less', { retryAfterSeconds: 98.1 }, 99],
    ['an hour where Retry-After asks for it', { retryAfterSeconds: 3_600 }, 3_600],
    ['an hour where Retry-After asks for more', { retryAfterSeconds: 86_400 }, 3_600],
    ['its own where Retry-After asks for less', { retryAfterSeconds: 96 }, 97],
    ['its own where Retry-After asks for nothing', { retryAfterSeconds: 0 }, 97],
    ['what is left before the deadline', { deadlineAt: began + 1_000_000 + 96_000 }, 96],
    ['all of what is left, and less than a second more', { deadlineAt: began + 1_095_001 }, 96],
    ['its own when the deadline comes just after it', { deadlineAt: began + 1_097_001 }, 97],
    [
      'the rest until the deadline if Retry-After ends later',
      { deadlineAt: began + 1_050_000, retryAfterSeconds: 3_600 },
      50,
    ],
    ['nothing at the deadline', { deadlineAt: began + 1_000_000 }, 0],
    ['nothing after the deadline', { deadlineAt: began }, 0],
  ] as [string, Partial<Turn>, number][])('is %s', (_, overrides, seconds) => {
    expect(nextWaitSeconds(aTurn(overrides))).toBe(seconds);
  });
});

describe('a deadline that is far away', () => {
  const days = (count: number) => began + count * 86_400_000;
  const stretched = (overrides: Partial<Turn>) => nextWaitSeconds(aTurn({ polls: 1, ...overrides }));

  it('raises the cap: 30 days in 1,499 turns are 1,729 s each', () => {
    const old = { now: days(1), deadlineAt: days(31) };
    expect(stretched({ ...old, policy: presets.prompt })).toBe(Math.ceil((2_592_000 / 1_499) * 0.96839));
    expect(stretched({ ...old, policy: presets.balanced })).toBe(1_675);
  });

  it('leaves a cap that is long enough: 30 days in 1,499 turns of 1,729 s, and 24 h in polls of 300 s', () => {
    expect(stretched({ now: days(1), deadlineAt: days(2) })).toBe(291);
    expect(
      stretched({ now: days(1), deadlineAt: days(31), policy: { ...presets.thrifty, capSeconds: 2_000 } }),
    ).toBe(1_937);
  });

  it('does not change the first waits', () => {
    expect(stretched({ now: began, deadlineAt: days(30) })).toBe(5);
    expect(stretched({ now: began + 1_000_000, deadlineAt: days(30) })).toBe(97);
  });

  it.each([
    [749, 5],
    [750, 3_456],
    [751, 3_461],
    [1_125, 6_912],
    [1_498, 1_296_000],
    [1_499, 2_592_000],
    [1_500, 2_592_000],
    [9_999, 2_592_000],
  ])(
    'is reached evenly from half of the turns on: after %i turns of a young job the wait is %i s',
    (polls, seconds) => {
      expect(nextWaitSeconds(aTurn({ polls, now: began, deadlineAt: days(30) }))).toBe(seconds);
    },
  );
});

describe('whatever the turn', () => {
  const even = ({ deadlineAt, now, polls }: Turn) =>
    (deadlineAt - now) / 1_000 / Math.max(1, maxTurns - polls);

  it('the wait is whole seconds, at least one, and ends less than a second after the deadline', () => {
    fc.assert(
      fc.property(anyTurn, (turn) => {
        const seconds = nextWaitSeconds(turn);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThan(0);
        expect(turn.now + seconds * 1_000).toBeLessThan(turn.deadlineAt + 1_000);
      }),
    );
  });

  it('Retry-After is respected up to an hour, or the poll falls on the deadline', () => {
    fc.assert(
      fc.property(anyTurn, (turn) => {
        const seconds = nextWaitSeconds(turn);
        const onDeadline = turn.now + seconds * 1_000 >= turn.deadlineAt;
        expect(onDeadline || seconds >= Math.min(turn.retryAfterSeconds ?? 0, 3_600)).toBe(true);
      }),
    );
  });

  it('the polls left reach the deadline, from half of the turns on', () => {
    fc.assert(
      fc.property(anyTurn, fc.integer({ min: maxTurns / 2, max: maxTurns + 5 }), (turn, polls) => {
        expect(nextWaitSeconds({ ...turn, polls })).toBeGreaterThanOrEqual(even({ ...turn, polls }));
      }),
    );
  });

  it('the wait is within a tenth of the planned one, to the second, when nothing else applies', () => {
    fc.assert(
      fc.property(someTurn, ({ retryAfterSeconds, ...turn }) => {
        const farEnough = turn.policy.capSeconds * (maxTurns - turn.polls) * 1_000;
        const planned = plannedWaitSeconds(turn.policy, (turn.now - turn.beganAt) / 1_000);
        const seconds = nextWaitSeconds({ ...turn, deadlineAt: turn.now + farEnough });
        expect(seconds).toBeGreaterThanOrEqual(0.9 * planned);
        expect(seconds).toBeLessThan(1.1 * planned + 1);
      }),
    );
  });

  it('a job that has run longer waits no less, and from the cap on the same', () => {
    fc.assert(
      fc.property(someTurn, fc.nat(1_000_000), fc.nat(1_000_000), (turn, elapsed, more) => {
        const waitAfter = (seconds: number) =>
          nextWaitSeconds({ ...turn, beganAt: turn.now - seconds * 1_000 });
        expect(waitAfter(elapsed + more)).toBeGreaterThanOrEqual(waitAfter(elapsed));
        const cap = Math.max(turn.policy.capSeconds, even(turn)) / turn.policy.fraction;
        expect(waitAfter(cap + more)).toBe(waitAfter(cap));
      }),
    );
  });
});
