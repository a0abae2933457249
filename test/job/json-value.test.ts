import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, safeRecord, textOf } from '../../lib/job/json-value.ts';
import { anyText, isTakenByQueues, textsIn } from '../support/texts.ts';

/** Texts with invalid characters, and their replacements. */
const notCharacters = [
  ['the first half of a character', 'a\ud83d!', 'a\ufffd!'],
  ['the second half of a character', 'a\ude00!', 'a\ufffd!'],
  ['two halves in the wrong order', '\ude00\ud83d', '\ufffd\ufffd'],
  ['U+FFFE', 'a\ufffe', 'a\ufffd'],
  ['U+FFFF, twice', '\uffff\uffff', '\ufffd\ufffd'],
] as const;

describe('the text of a JSON value', () => {
  it.each([
    ['text', 'text'],
    [' text ', ' text '],
    [401, '401'],
    [0, '0'],
    ['😀\ufeff\ufffd', '😀\ufeff\ufffd'],
  ])('%j is %j', (value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it.each([[''], [' \n'], [null], [undefined], [true], [['text']], [{ text: 'text' }]])(
    '%j is undefined',
    (value) => {
      expect(textOf(value)).toBeUndefined();
    },
  );

  it.each(notCharacters)('has U+FFFD for %s', (_name, text, mended) => {
    expect(textOf(text)).toBe(mended);
  });
});

describe('a JSON object', () => {
  it.each(notCharacters)('has U+FFFD for %s, in keys and in nested texts', (_name, text, mended) => {
    expect(safeRecord({ [text]: text, list: [text, { [text]: [text] }] })).toEqual({
      [mended]: mended,
      list: [mended, { [mended]: [mended] }],
    });
  });

  it('keeps values that are not texts', () => {
    const value = { number: 1.5, yes: true, nothing: null, list: [], record: {} };
    expect(safeRecord(value)).toEqual(value);
  });

  it('loses its key __proto__, on every level', () => {
    const value = JSON.parse('{"a":{"__proto__":{"b":1},"c":2},"__proto__":{"d":3}}');
    expect(JSON.stringify(safeRecord(value))).toBe('{"a":{"c":2}}');
  });

  it('is cut below 32 levels', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 'leaf' : [nested(levels - 1)]);
    expect(JSON.stringify(safeRecord({ whole: nested(31) }))).toContain('leaf');
    expect(JSON.stringify(safeRecord({ cut: nested(32) }))).toContain('… (cut)');
    const records = (levels: number): object => (levels === 0 ? { is: 'leaf' } : { in: records(levels - 1) });
    expect(JSON.stringify(safeRecord({ whole: records(30) }))).toContain('leaf');
    expect(JSON.stringify(safeRecord({ cut: records(31) }))).toContain('… (cut)');
  });

  it('with any texts becomes one that a queue accepts', () => {
    fc.assert(
      fc.property(
        fc.dictionary(anyText(8), fc.object({ key: anyText(8), values: [anyText(8)] })),
        (value) => {
          expect(textsIn(safeRecord(value)).filter((text) => !isTakenByQueues(text))).toEqual([]);
        },
      ),
    );
  });
});

describe('JSON', () => {
  it.each([
    ['{"a":[1,null]}', { a: [1, null] }],
    ['"text"', 'text'],
    [' 7 ', 7],
    ['null', null],
  ])('%s has a value', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each([[''], ['text'], ['{"a":'], ["{'a':1}"], ['undefined'], ['{} {}']])('is not %j', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  it('may begin with a byte order mark', () => {
    expect(parseJson('\uFEFF{"a":1}')).toEqual({ a: 1 });
    expect(parseJson('\uFEFF\uFEFF{"a":1}')).toBeUndefined();
    expect(parseJson('{"a":"\uFEFF"}')).toEqual({ a: '\uFEFF' });
  });

  it.each([
    [128, true],
    [129, false],
    [100_000, false],
  ])('of %i levels is read: %s', (levels, isRead) => {
    expect(parseJson('['.repeat(levels) + ']'.repeat(levels)) !== undefined).toBe(isRead);
  });
});
