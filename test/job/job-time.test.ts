import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { instantOf, secondsBetween } from '../../lib/job/job-time.ts';

const noon = Date.UTC(2019, 3, 1, 12, 0, 0);

describe('instantOf', () => {
  // A machine in another zone must not take a time without a zone as its own.
  beforeEach(() => vi.stubEnv('TZ', 'Asia/Tokyo'));
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['2019-04-01T12:00:00.000Z', noon],
    ['2019-04-01T12:00:00Z', noon],
    ['2019-04-01T12:00:00.123456789Z', noon + 123],
    ['2019-04-01T14:00:00.500+0200', noon + 500],
    ['2019-04-01T06:30:00-05:30', noon],
    ['2019-04-01T12:00:00', noon],
    ['2019-04-01 12:00:00', noon],
    [' 2019-04-01T12:00:00Z ', noon],
  ])('reads %j', (time, expected) => {
    expect(instantOf(time)).toBe(expected);
  });

  it.each([
    [''],
    ['yesterday'],
    ['1554120000000'],
    ['2019'],
    ['2019-04-01'],
    ['2019-13-01T12:00:00Z'],
    ['2019-04-01T25:00:00Z'],
    ['2019-04-01T12:00:00Zx'],
    ['x2019-04-01T12:00:00Z'],
    ['2019-04-01T12:00:00.1234567890Z'],
    ['2019-04-01T12:00:00+02'],
  ])('is undefined for %j', (time) => {
    expect(instantOf(time)).toBeUndefined();
  });
});

describe('secondsBetween', () => {
  it.each([
    ['2019-04-01T12:00:00.000Z', '2019-04-01T12:00:15.050Z', 15.05],
    ['2019-04-01T12:00:00.000Z', '2019-04-01T12:00:00.000Z', 0],
    ['2019-04-01T12:00:00.001Z', '2019-04-01T12:00:00.000Z', undefined],
    [undefined, '2019-04-01T12:00:00.000Z', undefined],
    ['2019-04-01T12:00:00.000Z', undefined, undefined],
    ['2019-04-01T12:00:00.000Z', 'soon', undefined],
  ])('from %j to %j is %j', (begin, end, expected) => {
    expect(secondsBetween(begin, end)).toBe(expected);
  });
});
