import { isNestedDeeper } from '../job/json-value.ts';

/** A watch request is nested two levels deep. */
const maxDepth = 32;

/** The JSON of a body, or the status and the sentence with which it is refused. */
export type ReadJson = { kind: 'json'; value: unknown } | { kind: 'refused'; status: 400 | 415; why: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a body that may come from anybody: never throws, and nothing nested deeper than 32 levels comes out of it. */
export function readJson(body: Uint8Array, contentType: string | undefined): ReadJson {
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? '')) {
    return refused(415, 'Expected a body of content-type application/json.');
  }
  const value = parse(body);
  if (value === undefined) return refused(400, 'Expected a body of JSON in UTF-8, found something else.');
  if (isNestedDeeper(value.json, maxDepth))
    return refused(400, `Expected JSON of at most ${maxDepth} levels, found more.`);
  return { kind: 'json', value: value.json };
}

const refused = (status: 400 | 415, why: string): ReadJson => ({ kind: 'refused', status, why });

function parse(body: Uint8Array): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(decoder.decode(body)) };
  } catch {
    return undefined;
  }
}
