import { type AnswerFault, answerFaults, spoiled } from './answer-faults.ts';
import type { WireJob } from './job-answers.ts';
import { gatewayError, jsonReply, type Reply } from './reply.ts';
import { anotherJob, cutShort, notFound, type TroubleScene, tokenExpired, withStatus } from './troubles.ts';

const ownFaults = [
  'not-found',
  'token-revoked',
  'echoes-credentials',
  'goes-back',
  'unknown-status',
  'another-job',
  'cut-json',
  'not-a-job',
  'huge-job',
  'times-in-past',
  'times-in-future',
  'times-nonsense',
] as const;
type OwnFault = (typeof ownFaults)[number];

/** What can get in the way of asking for a job: everything that can happen to an answer, and what only a job API can do. */
export type JobFault = AnswerFault | OwnFault;
export const jobFaults: readonly JobFault[] = [...answerFaults, ...ownFaults];

/** A fault while it lasts; `sinceSeconds` is when it began, in seconds since the job began. */
export interface JobFaultInForce {
  fault: JobFault;
  sinceSeconds: number;
}

type Scene = TroubleScene & { elapsedSeconds: number; beganAtMs: number; credential?: string | undefined };

const make: Record<OwnFault, (job: WireJob, scene: Scene) => Reply | undefined> = {
  'not-found': notFound,
  'token-revoked': tokenExpired,
  // Firewalls for web applications show what they blocked.
  'echoes-credentials': (_job, { credential }) =>
    gatewayError(403, 'WAF.0001', `The request was blocked: ${credential ?? 'it has no credentials'}`),
  'goes-back': withStatus('INIT'),
  'unknown-status': withStatus('PENDING_PAYMENT'),
  'another-job': anotherJob,
  'cut-json': cutShort,
  'not-a-job': () => jsonReply(200, { jobs: [], count: 0 }),
  'huge-job': (job) => jsonReply(200, { ...job, entities: { ...job.entities, ...manySubJobs(job) } }),
  'times-in-past': (job) => jsonReply(200, { ...job, ...times(job, '1970-01-01T00:00:00.000Z') }),
  'times-in-future': (job) => jsonReply(200, { ...job, ...times(job, '2999-12-31T23:59:59.999Z') }),
  'times-nonsense': (job) => jsonReply(200, { ...job, ...times(job, 'yesterday') }),
};

/**
 * What a request for the job gets instead of its usual answer: the job, or what is in the way of it already. That is also
 * the answer where the fault lets this request pass.
 */
export function spoiledJob(
  { fault, sinceSeconds }: JobFaultInForce,
  { job, inTheWay }: { job: WireJob; inTheWay: Reply | undefined },
  scene: Scene,
): Reply {
  const usual = inTheWay ?? jsonReply(200, job);
  if (usual.kind === 'fault') return usual;
  if (!isOwn(fault)) return spoiled(fault, usual, scene.beganAtMs + scene.elapsedSeconds * 1_000);
  if (inTheWay !== undefined) return inTheWay;
  return make[fault](job, { ...scene, troubleAfterSeconds: sinceSeconds }) ?? usual;
}

const isOwn = (fault: JobFault): fault is OwnFault => Object.hasOwn(make, fault);

const times = (job: WireJob, time: string) => ({
  begin_time: time,
  end_time: job.end_time === '' ? '' : time,
});

/** Far more than a state machine's state holds; those that the job has stay the first. */
function manySubJobs(job: WireJob) {
  const own = Array.isArray(job.entities['sub_jobs']) ? job.entities['sub_jobs'] : [];
  const more = Array.from({ length: 300 }, (_, index) => ({
    ...job,
    job_id: `${job.job_id.slice(0, 24)}${String(index).padStart(8, '0')}`,
    status: 'SUCCESS',
    error_code: null,
    fail_reason: 'x'.repeat(400),
    entities: {},
  }));
  return { sub_jobs: [...own, ...more] };
}
