import type { WireJob } from './job-answers.ts';
import type { JobIds } from './job-ids.ts';
import {
  badGatewayHtml,
  forbidden,
  gatewayError,
  jsonReply,
  noSuchJob,
  type Reply,
  serviceError,
  textReply,
} from './reply.ts';

/** The input of a trouble. */
export interface TroubleScene {
  /** Seconds from the job's begin to the trouble, and to the issue of this request's token. */
  troubleAfterSeconds: number;
  credentialSeconds: number;
  retryAfterSeconds: number;
  errorCode: string;
  failReason: string;
  ids: JobIds;
}

/** Returns the reply instead of the job's, or undefined if this request succeeds. */
export type Trouble = (job: WireJob, scene: TroubleScene) => Reply | undefined;

/** The gateway throttles (APIGW.0308). */
export const throttled: Trouble = (_job, scene) =>
  jsonReply(
    429,
    { error_msg: 'The throttling threshold has been reached', error_code: 'APIGW.0308' },
    { 'retry-after': String(scene.retryAfterSeconds) },
  );

/** The gateway is unreachable behind its proxy. */
export const badGateway: Trouble = () => badGatewayHtml;

/** Tokens from before the trouble are refused. Newer tokens and signatures are accepted. */
export const tokenExpired: Trouble = (_job, scene) =>
  scene.credentialSeconds < scene.troubleAfterSeconds
    ? gatewayError(401, 'APIGW.0301', 'Incorrect IAM authentication information: token expired')
    : undefined;

export const notFound: Trouble = () => noSuchJob;

export const denied: Trouble = () => forbidden;

/** The service refuses the request as invalid. */
export const refused: Trouble = (_job, scene) =>
  serviceError(400, 'badrequest', { code: scene.errorCode, message: scene.failReason });

/** The job with another status, and not ended. */
export const withStatus =
  (status: string): Trouble =>
  (job) =>
    jsonReply(200, { ...job, status, end_time: '' });

/** The first half of the answer, delivered without an error. */
export const cutShort: Trouble = (job) => {
  const whole = JSON.stringify(job);
  return textReply(200, whole.slice(0, whole.length / 2), 'application/json;charset=utf8');
};

/** A valid answer about another job. */
export const anotherJob: Trouble = (job, scene) => jsonReply(200, { ...job, job_id: scene.ids.otherJobId });

/** The network fails. */
export const fault =
  (what: 'reset' | 'hang'): Trouble =>
  () => ({ kind: 'fault', fault: what });
