import type { Job } from './job.ts';

/** One answer of the cloud to "how is this job?": the job, or why we do not know. A failed job is a job, never a problem. */
export type Poll = { kind: 'job'; job: Job } | { kind: 'problem'; problem: PollProblem };

/**
 * What kept a poll from seeing the job, in the classes that the polling rules tell apart:
 *
 * - `no_connection`: nothing could be asked (DNS, refused, TLS) · `network`: asked, and no answer (reset, time-out)
 * - `throttled`: 429 · `server`: 408, 409, 425, 5xx but 501
 * - `not_a_job`: an answer, but not this job (HTML from a proxy, cut JSON, another job's id)
 * - `credentials`: no token or signature could be made · `denied`: 401 after renewing, or 403
 * - `not_found`: 404 · `refused`: the API says that the question is wrong (400, 405, 406, 407, 501, other 4xx)
 */
export const pollProblemKinds = [
  'no_connection',
  'network',
  'throttled',
  'server',
  'not_a_job',
  'credentials',
  'denied',
  'not_found',
  'refused',
] as const;
export type PollProblemKind = (typeof pollProblemKinds)[number];

export interface PollProblem {
  kind: PollProblemKind;
  /** One sentence for people: what was asked, what came back. Never a secret, never a URL with a query. */
  message: string;
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** The API's own error code (`SDRS.1013`, `APIGW.0301`, `401`). */
  error_code?: string;
  /** From Retry-After, in seconds. */
  retry_after_seconds?: number;
  /** From the header X-Request-Id: what the cloud's support asks for. */
  request_id?: string;
}
