import { type BoundedJson, maxJsonDepth, parseBoundedJson } from '../job/json-value.ts';

/** The JSON of a body, or the status and reason of its refusal. */
export type ReadJson = { kind: 'json'; value: unknown } | { kind: 'refused'; status: 400 | 415; why: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads an untrusted body. Never throws, and never returns JSON with more than 32 levels. */
export function readJson(body: Uint8Array, contentType: string | undefined): ReadJson {
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? '')) {
    return refused(415, 'Expected a body with content type application/json.');
  }
  const read = decodeAndParse(body);
  switch (read.kind) {
    case 'json':
      return read;
    case 'not_json':
      return refused(400, 'Expected a JSON body in UTF-8, found something else.');
    case 'too_deep':
      return refused(400, `Expected JSON of at most ${maxJsonDepth} levels, found more.`);
  }
}

const refused = (status: 400 | 415, why: string): ReadJson => ({ kind: 'refused', status, why });

function decodeAndParse(body: Uint8Array): BoundedJson {
  try {
    return parseBoundedJson(decoder.decode(body));
  } catch {
    return { kind: 'not_json' };
  }
}
