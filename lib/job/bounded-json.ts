/** Deeper than any request, message or trace of the documents is nested. */
export const maxJsonDepth = 32;

/** What a text is as JSON of reasonable depth. */
export type BoundedJson = { kind: 'json'; value: unknown } | { kind: 'not_json' } | { kind: 'too_deep' };

/** Reads JSON that may come from anybody: never throws, and nothing nested deeper than 32 levels comes out of it. */
export function parseBoundedJson(text: string): BoundedJson {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? { kind: 'too_deep' } : { kind: 'json', value };
  } catch {
    return { kind: 'not_json' };
  }
}

/** Level by level instead of by recursion, which a value nested without end would break. */
function isTooDeep(value: unknown): boolean {
  let level = [value].filter(isNesting);
  for (let depth = 1; depth <= maxJsonDepth && level.length > 0; depth += 1) {
    level = level.flatMap((nesting) => Object.values(nesting)).filter(isNesting);
  }
  return level.length > 0;
}

const isNesting = (value: unknown): value is object => typeof value === 'object' && value !== null;
