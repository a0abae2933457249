import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deadline, durationSeconds } from '../../lib/polling/duration.ts';

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['1s', 1],
    ['90s', 90],
    ['45m', 2_700],
    ['24h', 86_400],
    ['7d', 604_800],
    ['1h30m', 5_400],
    ['1d2h3m4s', 93_784],
    ['30m1h', 5_400],
    ['007m', 420],
    ['999999999s', 999_999_999],
  ])('%s has %i seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });

  it.each([
    '',
    '24',
    'h',
    's1',
    '24H',
    '1w',
    '1.5h',
    '-1h',
    '+1h',
    ' 24h',
    '24h ',
    '24h\n',
    '1h 30m',
    '1h30',
    'P1D',
    '1000000000s',
    '١h',
    'Infinityh',
    '1s'.repeat(51),
  ])('%j is refused', (text) => {
    expect(durationSeconds(text)).toBeUndefined();
  });

  it('is refused if it is absurdly long', () => {
    expect(durationSeconds('1s'.repeat(10_000_000))).toBeUndefined();
  });

  it('is the sum of its parts', () => {
    const part = fc.tuple(fc.nat(99_999), fc.constantFrom('s', 'm', 'h', 'd'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const texts = parts.map(([count, unit]) => `${count}${unit}`);
        const sum = texts.reduce((total, text) => total + durationSeconds(text)!, 0);
        expect(durationSeconds(texts.join(''))).toBe(sum);
      }),
    );
  });
});

describe('a deadline', () => {
  it.each(['1s', '24h', '30d', '2592000s', '29d24h'])('may be %s', (text) => {
    expect(Deadline.parse(text)).toBe(text);
  });

  it('of any length is shown in few words', () => {
    const notified = Deadline.safeParse('1s'.repeat(100_000)).error?.issues[0]?.message ?? '';
    expect(notified.length).toBeLessThan(200);
  });

  it.each(['0s', '0d', '31d', '2592001s', '30d1s', 'tomorrow', '', '24 h', '999999999d'])(
    'of %j is refused with what is expected and what was found',
    (text) => {
      expect(Deadline.safeParse(text).error?.issues).toStrictEqual([
        {
          code: 'custom',
          message: `expected a duration from 1s to 30d such as "45m", "24h" or "7d", found ${JSON.stringify(text)}`,
          path: [],
        },
      ]);
    },
  );
});
