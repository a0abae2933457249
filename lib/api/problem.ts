import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
// Imported from its own module, because the namespace `z.core` adds the texts of all languages (320 KB) to a
// bundle.
import { toDotPath } from 'zod/v4/core';
import type { Problem as WrongPart } from '../watch/validate-input.ts';

/** A problem document (RFC 9457). The status says which kind it is, so `type` is `about:blank`. */
export const Problem = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number().int(),
  /** One sentence for people. */
  detail: z.string(),
  /** Every error of an invalid request: its path, and what was expected. */
  problems: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Bounds the answer to a hostile request, which may have thousands of errors at paths of any length. */
const maxProblems = 50;
const maxPathLength = 256;
const maxMessageLength = 512;

/** Makes a problem with a status and a sentence for people. */
export const problem = (status: number, detail: string): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
});

/** Makes a problem that lists every error of a request. */
export const wrongRequest = (detail: string, parts: readonly WrongPart[]): Problem => ({
  ...problem(400, detail),
  problems: parts.slice(0, maxProblems).map(({ path, message }) => ({
    path: toDotPath(path).slice(0, maxPathLength),
    message: message.slice(0, maxMessageLength).toWellFormed(),
  })),
});

/** Makes the HTTP answer for a problem. */
export const problemAnswer = (answer: Problem, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(answer), {
    status: answer.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

/** Names of errors that mean a busy cloud service. A retry helps. */
const busy =
  /^(Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|ExecutionLimitExceeded|ServiceUnavailable\w*)$/;
export const busySeconds = 5;

/** Turns an error into a problem: 503 if a retry helps, else 500. It reveals nothing else about the error. */
export function problemOfError(error: unknown): { answer: Problem; headers: Record<string, string> } {
  if (error instanceof Error && busy.test(error.name)) {
    const detail = `Too many requests for watches at once; try again in ${busySeconds} seconds.`;
    return { answer: problem(503, detail), headers: { 'retry-after': String(busySeconds) } };
  }
  return { answer: problem(500, 'The request could not be handled; it was logged.'), headers: {} };
}
