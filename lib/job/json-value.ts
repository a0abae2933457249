/** Nested deeper than this, a value is cut: a serialiser would run out of stack on a value nested without end. */
const maxNesting = 32;

/** Deeper than anything that is written on purpose, and far from where schemas and serialisers run out of stack. */
const deepestJson = 128;

/**
 * The value of a JSON text, which may begin with a byte order mark (RFC 8259, section 8.1); undefined when it is none, or
 * nested deeper than 128 levels.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isNestedDeeper(value, deepestJson) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Deeper than any request, message or trace of the documents. */
export const maxJsonDepth = 32;

/** A text read as JSON of limited depth. */
export type BoundedJson = { kind: 'json'; value: unknown } | { kind: 'not_json' } | { kind: 'too_deep' };

/** Reads JSON that may come from anybody. Never throws, and never returns a value of more than 32 levels. */
export function parseBoundedJson(text: string): BoundedJson {
  try {
    const value: unknown = JSON.parse(text);
    return isNestedDeeper(value, maxJsonDepth) ? { kind: 'too_deep' } : { kind: 'json', value };
  } catch {
    return { kind: 'not_json' };
  }
}

/** Whether a value is nested deeper than so many levels; told level by level, as recursion would run out of stack. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  let level = [value].filter(isNesting);
  for (let depth = 1; depth <= levels && level.length > 0; depth += 1) {
    level = level.flatMap((nesting) => Object.values(nesting)).filter(isNesting);
  }
  return level.length > 0;
}

const isNesting = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether a JSON value is an object, so that its fields can be read. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A text as the job APIs mean it: numbers are taken as texts (IAM's error code is `401`), and blank, null, missing and
 * whatever else is no text are the same: absent.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? wellFormed(value) : undefined;
}

/** Half characters and the two that are none (U+FFFE, U+FFFF) are JSON, but no queue takes them. */
const wellFormed = (text: string): string => text.toWellFormed().replace(/[\uFFFE\uFFFF]/g, '\uFFFD');

/**
 * A copy of a JSON object that can be serialised and merged without harm: nested at most 32 levels, what is deeper is
 * replaced by "… (cut)", and without `__proto__` keys.
 */
export function safeRecord(value: Record<string, unknown>, nesting = 1): Record<string, unknown> {
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, inner]) => [wellFormed(key), safeValue(inner, nesting)]));
}

function safeValue(value: unknown, nesting: number): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (!isRecord(value) && !Array.isArray(value)) return value;
  if (nesting >= maxNesting) return '… (cut)';
  return Array.isArray(value)
    ? value.map((item) => safeValue(item, nesting + 1))
    : safeRecord(value, nesting + 1);
}
