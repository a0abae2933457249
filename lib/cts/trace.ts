import * as z from 'zod';
import { instantOf } from '../job/job-time.ts';
import { isRecord, parseBoundedJson, textOf } from '../job/json-value.ts';

/** The range of a Date (ECMAScript, "Time Values"). */
const maxTimeMs = 8.64e15;

const Text = z.unknown().optional().transform(textOf);
const Structured = z.unknown().optional().transform(structured);
const Fields = Structured.transform((value) => (isRecord(value) ? value : undefined));

/**
 * One trace of Cloud Trace Service (user guide, "Trace Structure"): an operation and its result. Only its
 * name is required. Another field that is invalid counts as absent. The document's tables and examples
 * disagree on which fields are text, numbers or objects, so all of these are accepted.
 */
export const Trace = z.object({
  trace_name: Text.pipe(z.string()),
  trace_id: Text,
  service_type: Text,
  resource_type: Text,
  resource_name: Text,
  resource_id: Text,
  /** The HTTP status of the call. */
  code: Text,
  request: Fields,
  /** An object or a text. */
  response: Structured,
  user: Fields,
  /** In milliseconds since 1970. */
  time: z.unknown().optional().transform(millisecondsOf),
  read_only: z
    .unknown()
    .optional()
    .transform((value) => value === true || value === 'true'),
  endpoint: Text,
  resource_url: Text,
});
export type Trace = z.infer<typeof Trace>;

/** `unreadable` is anything but a trace, such as an HTML page or other JSON. */
export type TraceFound = { kind: 'trace'; trace: Trace } | { kind: 'unreadable' };

const unreadable: TraceFound = { kind: 'unreadable' };

/**
 * Returns the traces in the text of a message: one as JSON, or a list. Each is bare or wrapped as
 * FunctionGraph does (`{"cts": {…}}`), because the format that CTS uses is not documented. An unreadable
 * trace does not affect the others.
 */
export function tracesIn(text: string): TraceFound[] {
  const read = parseBoundedJson(text);
  if (read.kind !== 'json') return [unreadable];
  return Array.isArray(read.value) ? read.value.map(readTrace) : [readTrace(read.value)];
}

function readTrace(value: unknown): TraceFound {
  const parsed = Trace.safeParse(isRecord(value) && isRecord(value['cts']) ? value['cts'] : value);
  return parsed.success ? { kind: 'trace', trace: parsed.data } : unreadable;
}

function structured(value: unknown): Record<string, unknown> | string | undefined {
  if (isRecord(value)) return value;
  const text = textOf(value);
  const read = parseBoundedJson(text ?? '');
  return read.kind === 'json' && isRecord(read.value) ? read.value : text;
}

/** Reads a time. The API sends a number, and the console's export contains a text. */
function millisecondsOf(value: unknown): number | undefined {
  const text = textOf(value) ?? '';
  const instant = /^\d{1,16}$/.test(text) ? Number(text) : instantOf(text);
  return instant !== undefined && instant <= maxTimeMs ? instant : undefined;
}
