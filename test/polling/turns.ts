import fc from 'fast-check';
import type { Turn } from '../../lib/polling/next-wait.ts';
import { maxDeadlineSeconds, maxTurns, presets } from '../../lib/polling/presets.ts';

/** When the jobs of these tests began, in milliseconds since 1970. */
export const began = Date.UTC(2026, 2, 1, 12);

const month = maxDeadlineSeconds * 1_000;
const common = {
  policy: fc.constantFrom(...Object.values(presets)),
  jobId: fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
  now: fc.integer({ min: began, max: began + month }),
  retryAfterSeconds: fc.option(fc.integer({ min: 0, max: 86_400 }), { nil: undefined }),
};

const withDeadline = ({ left, ...turn }: Omit<Turn, 'deadlineAt'> & { left: number }): Turn => ({
  ...turn,
  deadlineAt: turn.now + left,
});

/** Any turn before the deadline: any number of polls, a begin long ago or in the future. */
export const anyTurn: fc.Arbitrary<Turn> = fc
  .record({
    ...common,
    polls: fc.integer({ min: 0, max: 3_000 }),
    beganAt: fc.integer({ min: began - month, max: began + 2 * month }),
    left: fc.integer({ min: 1, max: month }),
  })
  .map(withDeadline);

/** A turn in the first half of the polls. */
export const someTurn: fc.Arbitrary<Turn> = fc
  .record({
    ...common,
    polls: fc.integer({ min: 0, max: maxTurns / 2 - 1 }),
    beganAt: fc.integer({ min: began - month, max: began }),
    left: fc.integer({ min: 1, max: month }),
  })
  .map(withDeadline);
