import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutToBytes, jsonBytes } from '../../lib/job/cut-text.ts';

const mark = '… (cut)';
const graphemesOf = (text: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

it.each([
  ['short', 9, 'short'],
  ['exactly 10', 10, 'exactly 10'],
  ['exactly 11!', 10, `e${mark}`],
  ['aé', 3, 'aé'],
  ['x'.repeat(20), 19, `${'x'.repeat(10)}${mark}`],
  ['"'.repeat(20), 39, `${'"'.repeat(15)}${mark}`],
  ['\u0000'.repeat(4), 24, '\u0000'.repeat(4)],
  ['\u0000'.repeat(4), 23, `${'\u0000'.repeat(2)}${mark}`],
  ['👩‍👩‍👧👩‍👩‍👧', 35, `👩‍👩‍👧${mark}`],
  ['👩‍👩‍👧👩‍👩‍👧', 26, mark],
  ['e\u0301'.repeat(9), 26, `${'e\u0301'.repeat(5)}${mark}`],
  ['🇩🇪🇨🇭🇩🇪', 23, `🇩🇪${mark}`],
  ['anything', 0, ''],
  ['', 0, ''],
])('%j takes at most %d bytes as %j', (text, bytes, expected) => {
  expect(cutToBytes(text, bytes)).toBe(expected);
});

it('measures in bytes of UTF-8 as JSON', () => {
  expect(jsonBytes({ a: 'é"' })).toBe(12);
  expect(jsonBytes(undefined)).toBe(0);
});

it('fits, and is the text or a beginning of whole characters', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('👩‍👩‍👧', '"', '\ud800', '\u0001', '🇩🇪', 'a', '\r\n'), maxLength: 60 }),
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 9, max: 150 }), (given, bytes) => {
      const cut = cutToBytes(given, bytes);
      expect(jsonBytes(cut) - 2).toBeLessThanOrEqual(bytes);
      if (cut === given) return;
      expect(jsonBytes(given) - 2).toBeGreaterThan(bytes);
      expect(cut.endsWith(mark)).toBe(true);
      const kept = graphemesOf(cut.slice(0, -mark.length));
      expect(kept).toStrictEqual(graphemesOf(given).slice(0, kept.length));
    }),
  );
});
