import { JobId } from '../job/ids.ts';
import { hasEnded, type Job } from '../job/job.ts';
import { JobAnswer, toJob } from '../job/job-answer.ts';
import { isRecord, textOf } from '../job/json-value.ts';
import { tracedService } from '../job/traced-service.ts';
import { type FailedAction, failedActionOf } from './failed-action.ts';
import type { Place } from './topic-urn.ts';
import type { Trace } from './trace.ts';

/** Why a trace is ignored: fixed values, for counting. */
export type IgnoredWhy = 'other_service' | 'synchronous' | 'read_only' | 'no_job' | 'bad_job_id';

/** The job of a trace, as a watch request. */
export interface TracedJob extends Place {
  job_id: JobId;
  service: string;
}

/** The decision about a trace. */
export type TraceReading =
  | { kind: 'watch'; request: TracedJob }
  | { kind: 'ended'; request: TracedJob; job: Job }
  | { kind: 'action_failed'; facts: FailedAction }
  | { kind: 'ignored'; why: IgnoredWhy };

/**
 * Decides what to do about a trace. An asynchronous operation leaves two of the same name: the request, whose
 * response has the job's id, and minutes later the outcome, whose response is the ended job (CTS FAQ, "Why Is
 * an Operation Recorded Twice?"; for SDRS neither is documented). The response decides, so the name may
 * have either spelling: `stopProtectionGroup` and `stopProtectionGroupNoCG`.
 */
export function readTrace(trace: Trace, place: Place): TraceReading {
  const service = tracedService(trace.service_type ?? 'sdrs');
  if (service === undefined) return ignored('other_service');
  if (isReading(trace)) return ignored('read_only');
  if (service === 'sdrs' && /^update/i.test(trace.trace_name)) return ignored('synchronous');
  const found = jobIdOf(trace);
  if (found.kind === 'id') return readingOfJob(trace, { job_id: found.id, service, ...place });
  if (isFailedAction(trace, service)) return { kind: 'action_failed', facts: failedActionOf(trace, place) };
  return ignored(found.why);
}

const ignored = (why: IgnoredWhy): TraceReading => ({ kind: 'ignored', why });

/** Returns whether the call only reads. A job query has the job in its response too. */
const isReading = ({ read_only, trace_name }: Trace): boolean =>
  read_only || /^(?:show|list|query|get|describe)(?:[^a-z]|$)/.test(trace_name);

/**
 * Returns whether a group action failed before it had a job (SDRS user guide, "Key Operations Recorded by
 * CTS").
 */
const isFailedAction = ({ trace_name }: Trace, service: string): boolean =>
  service === 'sdrs' && /^protectionGroupAction(?:NoCG|New)?$/i.test(trace_name);

function jobIdOf({
  response,
}: Trace): { kind: 'id'; id: JobId } | { kind: 'none'; why: 'no_job' | 'bad_job_id' } {
  const given = isRecord(response) ? textOf(response['job_id']) : undefined;
  if (given === undefined) return { kind: 'none', why: 'no_job' };
  const id = JobId.safeParse(given);
  return id.success ? { kind: 'id', id: id.data } : { kind: 'none', why: 'bad_job_id' };
}

/** Requests a watch unless the response contains an ended job. */
function readingOfJob({ response }: Trace, request: TracedJob): TraceReading {
  const answer = JobAnswer.safeParse(response);
  const job = answer.success ? toJob(answer.data, request.job_id) : undefined;
  return job !== undefined && hasEnded(job) ? { kind: 'ended', request, job } : { kind: 'watch', request };
}
