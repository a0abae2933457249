import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
// From its own module: the namespace `z.core` brings the texts of all languages into a bundle, 320 KB.
import { toDotPath } from 'zod/v4/core';
import type { Problem as WrongPart } from '../watch/validate-input.ts';

/** A problem document (RFC 9457). The status says which kind it is, so `type` is `about:blank`. */
export const Problem = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number().int(),
  /** One sentence for people. */
  detail: z.string(),
  /** Of a wrong request: everything that is wrong with it, where it stands and what was expected. */
  problems: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** A hostile request could be wrong in a thousand places, at paths of any length. */
const maxProblems = 50;
const maxPathLength = 256;
const maxMessageLength = 512;

/** A problem of a status, with a sentence for people. */
export const problem = (status: number, detail: string): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
});

/** A problem that tells everything that is wrong with a request. */
export const wrongRequest = (detail: string, parts: readonly WrongPart[]): Problem => ({
  ...problem(400, detail),
  problems: parts.slice(0, maxProblems).map(({ path, message }) => ({
    path: toDotPath(path).slice(0, maxPathLength),
    message: message.slice(0, maxMessageLength).toWellFormed(),
  })),
});

/** The answer that tells a problem. */
export const problemAnswer = (answer: Problem, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(answer), {
    status: answer.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

/** What a busy cloud service says by the names of its errors; trying again a little later helps. */
const busy =
  /^(Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|ExecutionLimitExceeded|ServiceUnavailable\w*)$/;
export const busySeconds = 5;

/**
 * What was thrown, as a problem: 503 where trying again helps, else 500; the caller learns nothing else of
 * it.
 */
export function problemOfError(error: unknown): { answer: Problem; headers: Record<string, string> } {
  if (error instanceof Error && busy.test(error.name)) {
    const detail = `Too many watches are being started or asked for at once; try again in ${busySeconds} seconds.`;
    return { answer: problem(503, detail), headers: { 'retry-after': String(busySeconds) } };
  }
  return { answer: problem(500, 'The request could not be handled; it was logged.'), headers: {} };
}
