import type { PollProblemKind } from './poll.ts';

/** The names of the statuses that the API document lists ("Returned Values"), and of throttling. */
const names: Record<number, string> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Returns an HTTP status for people: "502 Bad Gateway", or the number alone if the name is not well known. */
export const statusName = (status: number): string => `${status} ${names[status] ?? ''}`.trim();

const temporary = new Set([408, 409, 425]);
const denied = new Set([401, 403]);

/** The kinds of problem that an HTTP status can mean. The other kinds happen before there is an answer. */
export type ProblemKind = Exclude<PollProblemKind, 'network' | 'credentials'>;

/** Returns the kind of problem of an answer that is no success, by its HTTP status alone; see PollProblemKind. */
export function problemKindOf(status: number): ProblemKind {
  if (status === 429) return 'throttled';
  if (temporary.has(status)) return 'server';
  if (denied.has(status)) return 'denied';
  if (status === 404) return 'not_found';
  if (status === 501 || isWithin(status, 400)) return 'refused';
  return isWithin(status, 500) ? 'server' : 'not_a_job';
}

/** Returns whether a status is in the class that begins with `hundred`. */
export const isWithin = (status: number, hundred: number): boolean =>
  status >= hundred && status < hundred + 100;
