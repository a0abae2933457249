import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../bench/random.ts';
import { mean, median, microseconds, quantile } from '../../bench/timing.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[], Number.NaN],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('quantile', () => {
  it('is the value that this share of the values does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.01, 0.5, 0.95, 1].map((share) => quantile(values, share))).toEqual([1, 1, 50, 95, 100]);
  });

  it('is one of the values, and keeps their order', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), share, (values, part) => {
        const before = [...values];
        expect(values).toContain(quantile(values, part));
        expect(values).toEqual(before);
      }),
    );
  });
});

describe('microseconds', () => {
  it('calls every subject in every batch, and in one batch to warm up', () => {
    const calls: string[] = [];
    const timed = microseconds(
      { first: () => calls.push('first'), second: () => calls.push('second') },
      { batches: 2, callsPerBatch: 2 },
    );
    const batch = ['first', 'first', 'second', 'second'];
    expect(calls).toEqual([...batch, ...batch, ...batch]);
    expect([...timed.keys()]).toEqual(['first', 'second']);
    expect([...timed.values()].every((value) => value >= 0)).toBe(true);
  });
});

describe('seededRandom', () => {
  it('returns the same numbers for the same seed, and others for another seed', () => {
    const some = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(some(1)).toEqual(some(1));
    expect(some(1)).not.toEqual(some(2));
  });

  it('is spread evenly from 0 to 1', () => {
    const values = Array.from({ length: 10_000 }, seededRandom(7));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(mean(values)).toBeCloseTo(0.5, 1);
    expect(quantile(values, 0.9)).toBeCloseTo(0.9, 1);
  });
});
