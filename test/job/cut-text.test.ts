import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutToBytes, jsonBytes } from '../../lib/job/cut-text.ts';

const suffix = '… (cut)';
const graphemesOf = (text: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

it.each([
  ['short', 9, 'short'],
  ['exactly 10', 10, 'exactly 10'],
  ['exactly 11!', 10, `e${suffix}`],
  ['aé', 3, 'aé'],
  ['x'.repeat(20), 19, `${'x'.repeat(10)}${suffix}`],
  ['"'.repeat(20), 39, `${'"'.repeat(15)}${suffix}`],
  ['\u0000'.repeat(4), 24, '\u0000'.repeat(4)],
  ['\u0000'.repeat(4), 23, `${'\u0000'.repeat(2)}${suffix}`],
  ['👩‍👩‍👧👩‍👩‍👧', 35, `👩‍👩‍👧${suffix}`],
  ['👩‍👩‍👧👩‍👩‍👧', 26, suffix],
  ['e\u0301'.repeat(9), 26, `${'e\u0301'.repeat(5)}${suffix}`],
  ['🇩🇪🇨🇭🇩🇪', 23, `🇩🇪${suffix}`],
  ['anything', 0, ''],
  ['', 0, ''],
])('cuts %j to %d bytes: %j', (text, bytes, expected) => {
  expect(cutToBytes(text, bytes)).toBe(expected);
});

it('measures in bytes of UTF-8 as JSON', () => {
  expect(jsonBytes({ a: 'é"' })).toBe(12);
  expect(jsonBytes(undefined)).toBe(0);
});

it('returns the whole text, or a beginning of it that ends between characters', () => {
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
      expect(cut.endsWith(suffix)).toBe(true);
      const kept = graphemesOf(cut.slice(0, -suffix.length));
      expect(kept).toStrictEqual(graphemesOf(given).slice(0, kept.length));
    }),
  );
});
