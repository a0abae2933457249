import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuietHours, quietUntil } from '../../lib/notification/quiet-hours.ts';

const nights = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
const until = (quiet: object, at: string): string | undefined => {
  const end = quietUntil(QuietHours.parse(quiet), Date.parse(at));
  return end === undefined ? undefined : new Date(end).toISOString();
};

describe('quiet hours', () => {
  it.each([
    ['before they begin', '2026-03-02T20:59:59Z', undefined],
    ['when they begin', '2026-03-02T21:00:00Z', '2026-03-03T06:00:00.000Z'],
    ['after midnight', '2026-03-03T02:30:00Z', '2026-03-03T06:00:00.000Z'],
    ['in their last second', '2026-03-03T05:59:59Z', '2026-03-03T06:00:00.000Z'],
    ['when they end', '2026-03-03T06:00:00Z', undefined],
    ['in the night in which clocks go forward', '2026-03-28T23:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['in the night in which clocks go back', '2026-10-24T23:00:00Z', '2026-10-25T06:00:00.000Z'],
  ])('follow the clock of their zone: %s', (_when, at, end) => {
    expect(until(nights, at)).toBe(end);
  });

  it('may lie within a day', () => {
    const lunch = { from: '12:05', to: '12:50', zone: 'Asia/Shanghai' };
    expect(until(lunch, '2026-03-02T04:05:00Z')).toBe('2026-03-02T04:50:00.000Z');
    expect(until(lunch, '2026-03-02T04:50:00Z')).toBeUndefined();
  });

  it('may be whole days, together with the nights before and after', () => {
    const weekend = { ...nights, days: ['sat', 'sun'] };
    expect(until(weekend, '2026-03-06T20:00:00Z')).toBeUndefined();
    expect(until(weekend, '2026-03-06T22:00:00Z')).toBe('2026-03-09T06:00:00.000Z');
    expect(until(weekend, '2026-03-08T12:00:00Z')).toBe('2026-03-09T06:00:00.000Z');
  });

  it('end at the first time that is not quiet', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const at = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2026-12-31') });
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns');
    fc.assert(
      fc.property(fc.record({ from: time, to: time, zone }), at, (hours, now) => {
        fc.pre(hours.from !== hours.to);
        const quiet = QuietHours.parse(hours);
        const end = quietUntil(quiet, now);
        if (end === undefined) return;
        expect(end).toBeGreaterThan(now);
        expect(quietUntil(quiet, end)).toBeUndefined();
        expect(quietUntil(quiet, end - 60_000)).toBe(end);
      }),
      { numRuns: 60 },
    );
  });
});

describe('quiet hours of the configuration', () => {
  it('end with one digest by default, or with each notification in its own message', () => {
    expect(QuietHours.parse(nights).afterwards).toBe('digest');
    expect(QuietHours.parse({ ...nights, afterwards: 'each' }).afterwards).toBe('each');
  });

  it.each([
    [{ ...nights, from: '24:00' }, 'expected a time of day such as "22:00", in quotes'],
    [{ ...nights, to: '22:00' }, 'expected "to" to be another time than "from"'],
    [
      { ...nights, zone: 'Berlin' },
      'expected a time zone by its IANA name, such as Europe/Berlin or Asia/Shanghai',
    ],
    [
      { ...nights, days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
      'expected at most 6 days: people are notified on the others',
    ],
  ])('are refused: %j', (quiet, message) => {
    expect(QuietHours.safeParse(quiet).error?.issues.map((issue) => issue.message)).toStrictEqual([message]);
  });
});
