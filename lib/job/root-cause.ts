import type { Job, RootCause, SubJob } from './job.ts';

interface Failure {
  subJob: SubJob;
  depth: number;
}

/**
 * What made a job fail: its deepest failed sub-job, because the codes above it (SDRS.0405, SDRS.0406) say only that
 * something below failed. Of several equally deep ones, the first with an error code, else the first.
 */
export function rootCauseOf(job: Pick<Job, 'sub_jobs'>): RootCause | undefined {
  const worst = failuresIn(job.sub_jobs, 1).reduce<Failure | undefined>(
    (found, next) => (found !== undefined && !saysMore(next, found) ? found : next),
    undefined,
  );
  return worst && toRootCause(worst.subJob);
}

function failuresIn(subJobs: SubJob[], depth: number): Failure[] {
  return subJobs.flatMap((subJob) => [
    ...(subJob.status === 'FAIL' ? [{ subJob, depth }] : []),
    ...failuresIn(subJob.sub_jobs, depth + 1),
  ]);
}

function saysMore(next: Failure, found: Failure): boolean {
  if (next.depth !== found.depth) return next.depth > found.depth;
  return next.subJob.error_code !== undefined && found.subJob.error_code === undefined;
}

function toRootCause({ job_id, job_type, label, error_code, fail_reason, entities }: SubJob): RootCause {
  const reason = fail_reason ?? reasonAmong(entities);
  return {
    job_id,
    label,
    entities,
    ...(job_type !== undefined && { job_type }),
    ...(error_code !== undefined && { error_code }),
    ...(reason !== undefined && { fail_reason: reason }),
  };
}

/** ECS gives the reason of a failed sub-job among its entities (API reference of ECS, "Querying Task Execution Status"). */
function reasonAmong({ errorcode_message }: Record<string, unknown>): string | undefined {
  return typeof errorcode_message === 'string' && errorcode_message !== '' ? errorcode_message : undefined;
}
