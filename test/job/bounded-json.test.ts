import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxJsonDepth, parseBoundedJson } from '../../lib/job/json-value.ts';

const inLists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const inObjects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('JSON from outside', () => {
  it('is parsed', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(parseBoundedJson(text)).toEqual({ kind: 'json', value: JSON.parse(text) });
      }),
    );
  });

  it.each([inLists, inObjects])('is accepted up to 32 levels: %s', (nested) => {
    expect(parseBoundedJson(nested(maxJsonDepth)).kind).toBe('json');
    expect(parseBoundedJson(nested(maxJsonDepth + 1))).toEqual({ kind: 'too_deep' });
    expect(parseBoundedJson(nested(1_000))).toEqual({ kind: 'too_deep' });
  });

  it('never throws', () => {
    expect(['json', 'not_json', 'too_deep']).toContain(parseBoundedJson(inLists(1_000_000)).kind);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['json', 'not_json']).toContain(parseBoundedJson(text).kind);
      }),
    );
  });
});
