import { type Job, unseenJob } from '../job/job.ts';
import { labelOf } from '../job/labels.ts';
import type { Progress } from '../polling/progress.ts';

/** The job as earlier polls saw it, for a notification that no poll the job goes with. */
export function knownJob(jobId: string, progress: Progress | undefined): Job {
  const { job_type, last_status, begin_time } = progress ?? {};
  return {
    ...unseenJob(jobId),
    ...(job_type !== undefined && { job_type, label: labelOf(job_type) }),
    ...(last_status !== undefined && { status: last_status }),
    ...(begin_time !== undefined && { begin_time }),
  };
}
