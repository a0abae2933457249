import type { WireJob } from '../../lib/simulator/job-answers.ts';
import { gatewayError, jsonReply, type Reply } from '../../lib/simulator/reply.ts';
import type { StoryParameters } from '../../lib/simulator/stories.ts';
import {
  anotherJob,
  cutShort,
  notFound,
  type TroubleScene,
  tokenExpired,
  withStatus,
} from '../../lib/simulator/troubles.ts';
import { type AnswerFault, answerFaults, spoiled } from './answer-faults.ts';

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

/** A fault of the job query: a fault of any answer, or one that only a job API can have. */
export type JobFault = AnswerFault | OwnFault;
export const jobFaults: readonly JobFault[] = [...answerFaults, ...ownFaults];

/** A fault that is active. `sinceSeconds` is its start, in seconds since the job began. */
export interface ActiveJobFault {
  fault: JobFault;
  sinceSeconds: number;
}

type Scene = TroubleScene & { credential?: string | undefined };

const make: Record<OwnFault, (job: WireJob, scene: Scene) => Reply | undefined> = {
  'not-found': notFound,
  'token-revoked': tokenExpired,
  // A web application firewall echoes the request that it blocked.
  'echoes-credentials': (_job, { credential }) =>
    gatewayError(403, 'WAF.0001', `The request was blocked: ${credential ?? 'no credentials'}`),
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

/** Returns the `spoil` parameter of a job with the fault at each time, in seconds since the job began. */
export const spoilsJob =
  (faultAt: (elapsedSeconds: number) => ActiveJobFault | undefined): StoryParameters['spoil'] =>
  ({ job, trouble }, scene) => {
    const active = faultAt(scene.elapsedSeconds);
    const usual = trouble ?? jsonReply(200, job);
    if (active === undefined || usual.kind !== 'answer') return undefined;
    const { fault, sinceSeconds } = active;
    if (!isOwn(fault)) return spoiled(fault, usual, scene.beganAtMs + scene.elapsedSeconds * 1_000);
    if (trouble !== undefined) return undefined;
    return make[fault](job, { ...scene, troubleAfterSeconds: sinceSeconds });
  };

const isOwn = (fault: JobFault): fault is OwnFault => Object.hasOwn(make, fault);

const times = (job: WireJob, time: string) => ({
  begin_time: time,
  end_time: job.end_time === '' ? '' : time,
});

/** Returns far more sub-jobs than a state can hold. The job's own ones come first. */
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
