import { isNestedDeeper } from '../job/json-value.ts';

/** No message and no trace of the documents is nested deeper than a few levels. */
const maxDepth = 32;

/** What a text is as JSON of reasonable depth. */
export type BoundedJson = { kind: 'json'; value: unknown } | { kind: 'not_json' } | { kind: 'too_deep' };

/** Reads JSON that may come from anybody: never throws, and nothing nested deeper than 32 levels comes out of it. */
export function parseBoundedJson(text: string): BoundedJson {
  try {
    const value: unknown = JSON.parse(text);
    return isNestedDeeper(value, maxDepth) ? { kind: 'too_deep' } : { kind: 'json', value };
  } catch {
    return { kind: 'not_json' };
  }
}
