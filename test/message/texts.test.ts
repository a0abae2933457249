import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut } from '../../lib/job/cut-text.ts';
import { untrustedLine, untrustedText } from '../../lib/job/plain-text.ts';
import { humaneDuration, humaneTime } from '../../lib/message/humane-time.ts';
import { code, cutSpans, plain, spanText } from '../../lib/message/span.ts';
import { hostileText } from '../channels/hostile.ts';

describe('text from outside', () => {
  it.each([
    ['an escape sequence', 'a\u001B[31mb', 'a[31mb'],
    ['a C1 control', 'a\u009B31mb', 'a31mb'],
    ['a null', 'a\u0000b', 'ab'],
    ['an override of the reading direction', 'a\u202Eb\u202C', 'ab'],
    ['isolates and marks of direction', '\u2066a\u2069\u200E\u200F\u061Cb', 'ab'],
    ['half a character', 'a\uD83Db\uDE00', 'ab'],
    ['an emoji of several characters', '👩‍👩‍👧', '👩‍👩‍👧'],
    ['line breaks of all kinds', 'a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
    ['space around it', '  a\tb ', 'a b'],
  ])('with %s is shown without harm', (_what, text, shown) => {
    expect(untrustedText(text)).toBe(shown);
  });

  it('fits on a line', () => {
    fc.assert(
      fc.property(hostileText, (text) => !untrustedLine(text).includes('\n')),
      { numRuns: 50 },
    );
  });
});

describe('a cut', () => {
  it.each([
    { what: 'short enough', text: 'abc', limit: 3, kept: 'abc' },
    { what: 'too long', text: 'abcd', limit: 3, kept: 'ab…' },
    { what: 'with a family in the way', text: 'ab👩‍👩‍👧‍👦', limit: 8, kept: 'ab…' },
    { what: 'with a flag in the way', text: '🇩🇪🇫🇷', limit: 6, kept: '🇩🇪…' },
    { what: 'with a space before the end', text: 'ab cd', limit: 4, kept: 'ab…' },
    { what: 'without any space left', text: 'abc', limit: 0, kept: '' },
  ])('of a text $what', ({ text, limit, kept }) => {
    expect(cut(text, limit)).toBe(kept);
  });

  it('keeps to the limit in any unit, and adds no half character', () => {
    const bytes = (text: string): number => Buffer.byteLength(text);
    fc.assert(
      fc.property(hostileText, fc.nat(400), (text, limit) => {
        const whole = text.toWellFormed();
        const kept = cut(whole, limit, bytes);
        expect(bytes(kept)).toBeLessThanOrEqual(limit);
        expect(kept.isWellFormed()).toBe(true);
        expect(kept === whole || kept === '' || kept.endsWith('…')).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('of spans keeps to the limit, separators included', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), fc.nat(200), (texts, limit) => {
        const spans = texts.map((text, index) => (index % 2 === 0 ? plain(text) : code(text)));
        expect(spanText(cutSpans(spans, limit)).length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 50 },
    );
  });
});

describe('time for people', () => {
  it.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [59.6, '1 min'],
    [250.3, '4 min 10 s'],
    [7_500, '2 h 5 min'],
    [7_201, '2 h'],
    [259_200, '3 d'],
    [273_600, '3 d 4 h'],
    [-5, '0 s'],
  ])('%d seconds are "%s"', (seconds, strings) => {
    expect(humaneDuration(seconds)).toBe(strings);
  });

  it.each([
    ['2026-03-01T12:00:05.123Z', '2026-03-01 12:00:05 UTC'],
    ['2026-03-01T12:00:05', '2026-03-01 12:00:05 UTC'],
    ['2026-03-01T12:00:05+0100', '2026-03-01 11:00:05 UTC'],
    ['yesterday', 'yesterday'],
  ])('%s is "%s"', (iso, strings) => {
    expect(humaneTime(iso)).toBe(strings);
  });
});
