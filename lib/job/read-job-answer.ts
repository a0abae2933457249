import { type AnswerBody, readBody } from './answer-body.ts';
import { type ErrorBody, readErrorBody } from './error-body.ts';
import { isWithin, type ProblemKind, problemKindOf, statusName } from './http-status.ts';
import { JobAnswer, toJob } from './job-answer.ts';
import { plainLine } from './plain-text.ts';
import type { Poll, PollProblem } from './poll.ts';
import { retryAfterSeconds } from './retry-after.ts';

/**
 * "Null job": the record asked for is empty. The API documents no answer for an unknown or expired job; should it use
 * this code, the job is not there, whatever the HTTP status that comes with it.
 */
const nullJob = 'SDRS.0408';
const maxRequestId = 128;

/** One HTTP answer to a job query; `now` is its time of arrival in milliseconds since 1970. */
export interface HttpJobAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The bytes that were read, where the answer was longer than that. */
  cutAt?: number;
  now: number;
}

/**
 * Reads what an answer tells about the job that was asked for. Never throws: an answer that is not this job is a
 * problem of the class that the polling rules need. An answer that names no job is taken as the one asked for if it
 * has a job's type at least: `status` alone is in the answers of many a gateway.
 */
export function readJobAnswer(answer: HttpJobAnswer, jobId: string): Poll {
  const body = bodyOf(answer);
  const asJob = JobAnswer.safeParse(body.kind === 'json' ? body.value : undefined);
  if (!isWithin(answer.status, 200) || !asJob.success || isOfNoJob(asJob.data)) {
    return { kind: 'problem', problem: readProblem(answer) };
  }
  const answeredId = asJob.data.job_id ?? jobId;
  if (answeredId === jobId) return { kind: 'job', job: toJob(asJob.data, jobId) };
  const problem = problemOf(answer, {
    what: ` with another job, ${plainLine(answeredId, 64)}, instead of ${jobId}`,
    errorBody: {},
  });
  return { kind: 'problem', problem };
}

/** Reads why an answer is not what was asked for: its class, its error code, and a sentence for people. Never throws. */
export function readProblem(answer: HttpJobAnswer): PollProblem {
  const errorBody = readErrorBody(answer.body) ?? {};
  return problemOf(answer, { what: whatCame(answer.status, bodyOf(answer), errorBody), errorBody });
}

const isOfNoJob = ({ job_id, job_type }: JobAnswer): boolean =>
  job_id === undefined && job_type === undefined;

/** A beginning is read as nothing but a page or a text: of JSON it would be broken, and of spaces empty. */
function bodyOf({ body, cutAt }: HttpJobAnswer): AnswerBody | { kind: 'cut'; bytes: number } {
  const read = readBody(body);
  const hasText = read.kind === 'page' || read.kind === 'text';
  return cutAt === undefined || hasText ? read : { kind: 'cut', bytes: cutAt };
}

function problemOf(
  answer: HttpJobAnswer,
  { what, errorBody }: { what: string; errorBody: ErrorBody },
): PollProblem {
  const retryAfter = retryAfterSeconds(header(answer.headers, 'retry-after'), answer.now);
  const requestId = requestIdOf(answer.headers);
  return {
    kind: kindOf(answer.status, errorBody),
    message: `The API answered ${statusName(answer.status)}${what}.`,
    status: answer.status,
    ...(errorBody.code !== undefined && { error_code: errorBody.code }),
    ...(retryAfter !== undefined && { retry_after_seconds: retryAfter }),
    ...(requestId !== '' && { request_id: requestId }),
  };
}

function kindOf(status: number, errorBody: ErrorBody): ProblemKind {
  const kind = problemKindOf(status);
  const mayMeanAnything = kind === 'refused' || kind === 'server';
  return mayMeanAnything && errorBody.code === nullJob ? 'not_found' : kind;
}

/** What came instead of a job, as the end of a sentence. */
function whatCame(status: number, body: ReturnType<typeof bodyOf>, errorBody: ErrorBody): string {
  switch (body.kind) {
    case 'cut':
      return ` with more than ${body.bytes.toLocaleString('en')} bytes, which were not read`;
    case 'empty':
      return ' with an empty body';
    case 'broken_json':
      return ' with broken JSON';
    case 'page':
      return ` with a page instead of JSON${errorBody.message === statusName(status) ? '' : words(errorBody)}`;
    case 'text':
      return ` with text instead of JSON${words(errorBody)}`;
    case 'json':
      return isWithin(status, 200) ? ` with JSON that is no job${words(errorBody)}` : words(errorBody);
  }
}

function words({ code, message }: ErrorBody): string {
  const text = [message?.replace(/\.$/, ''), code === undefined ? '' : `(${code})`].filter(Boolean).join(' ');
  return text === '' ? '' : `: ${text}`;
}

/** What the cloud's support asks for; only characters that ids are made of, as it goes into logs and notifications. */
const requestIdOf = (headers: Record<string, string>): string =>
  (header(headers, 'x-request-id') ?? '').replace(/[^A-Za-z0-9._:-]/g, '').slice(0, maxRequestId);

const header = (headers: Record<string, string>, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
