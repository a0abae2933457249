/** What an answer's body is, whatever its headers claim: gateways send pages where JSON is expected. */
export type AnswerBody =
  | { kind: 'json'; value: unknown }
  | { kind: 'broken_json' }
  | { kind: 'page' }
  | { kind: 'text' }
  | { kind: 'empty' };

/** Reads a body for what it is. Never throws. */
export function readBody(body: string): AnswerBody {
  const text = body.trim();
  if (text === '') return { kind: 'empty' };
  if (text.startsWith('<')) return { kind: 'page' };
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: /^[{["]/.test(text) ? 'broken_json' : 'text' };
  }
}
