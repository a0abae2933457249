import type { JobIds } from './job-ids.ts';

/** The progress of a job. */
export interface JobTime {
  /** Milliseconds since 1970. */
  beganAtMs: number;
  elapsedSeconds: number;
  ids: JobIds;
}

/** The job of a story, and its end. */
export interface JobPlot {
  /** The duration. Infinity for a job that never ends. */
  durationSeconds: number;
  jobType: string;
  /** The error of the failed job, or of its failed sub-job. */
  errorCode: string;
  failReason: string;
}

/** The job as documented. A running job has `end_time` "" and nulls. */
export interface WireJob {
  job_id: string;
  job_type: string;
  begin_time: string;
  end_time: string;
  status: string;
  error_code: string | null;
  fail_reason: string | null;
  entities: Record<string, unknown>;
}

export type ReportJob = (plot: JobPlot, time: JobTime) => WireJob;

/** The parent's error if only a sub-job has the cause (error codes of the SDRS API). */
const subJobFailed = { errorCode: 'SDRS.0406', failReason: 'Failed to execute the subjob' };

/** Reports a job on a protection group that succeeds. */
export const succeedingJob: ReportJob = (plot, time) => ({
  ...jobAt(plot, time),
  entities: { server_group_id: time.ids.serverGroupId },
});

/** Reports a job on a protection group that fails with the plot's error code. */
export const failingJob: ReportJob = (plot, time) => failedAtEnd(succeedingJob(plot, time), plot);

/**
 * Reports a job with its ids in two sub-jobs, as in the second documented example. The first ends halfway.
 */
export const jobWithSubJobs: ReportJob = (plot, time) => {
  const entities = { server_group_id: time.ids.serverGroupId };
  const [first, second] = time.ids.subJobIds;
  const sooner = { ...plot, durationSeconds: plot.durationSeconds / 2 };
  const subJobs = [subJobAt(sooner, time, first), subJobAt(plot, time, second)];
  return withSubJobs(
    jobAt(plot, time),
    subJobs.map((subJob) => ({ ...subJob, job_type: 'stopProtectionGroupRepNoCG', entities })),
  );
};

/** Reports a job that failed in its second sub-job, which has the cause and the volume. */
export const jobFailingInSubJob: ReportJob = (plot, time) => {
  const [first, second] = time.ids.subJobIds;
  const done = { ...subJobAt(plot, time, first), job_type: 'createReplicationPairNoCG' };
  const failing = { ...subJobAt(plot, time, second), job_type: 'createProtectedInstanceNoCG' };
  return withSubJobs(failedAtEnd(jobAt(plot, time), subJobFailed), [
    { ...done, entities: { server_group_id: time.ids.serverGroupId } },
    { ...failedAtEnd(failing, plot), entities: { volume_ids: time.ids.volumeId } },
  ]);
};

function jobAt(plot: JobPlot, { ids, beganAtMs, elapsedSeconds }: JobTime): WireJob {
  const ended = elapsedSeconds >= plot.durationSeconds;
  const initial = elapsedSeconds < initialSeconds(plot);
  return {
    job_id: ids.jobId,
    job_type: plot.jobType,
    begin_time: timeAfter(beganAtMs, 0),
    end_time: ended ? timeAfter(beganAtMs, plot.durationSeconds) : '',
    status: ended ? 'SUCCESS' : initial ? 'INIT' : 'RUNNING',
    error_code: null,
    fail_reason: null,
    entities: {},
  };
}

/** A sub-job begins when its parent starts to run, and ends the same time before the parent's end. */
function subJobAt(plot: JobPlot, time: JobTime, jobId: string): WireJob {
  const margin = initialSeconds(plot);
  return jobAt(
    { ...plot, durationSeconds: plot.durationSeconds - 2 * margin },
    {
      ...time,
      ids: { ...time.ids, jobId },
      beganAtMs: time.beganAtMs + margin * 1_000,
      elapsedSeconds: time.elapsedSeconds - margin,
    },
  );
}

/** Returns how long a job is INIT: 5 s, or a tenth of a job shorter than 50 s. */
const initialSeconds = (plot: JobPlot): number => Math.min(5, plot.durationSeconds / 10);

const withSubJobs = (parent: WireJob, subJobs: WireJob[]): WireJob => ({
  ...parent,
  // Sub-jobs appear once the job runs.
  entities: { sub_jobs: parent.status === 'INIT' ? [] : subJobs },
});

const failedAtEnd = (job: WireJob, failure: { errorCode: string; failReason: string }): WireJob =>
  job.status === 'SUCCESS'
    ? { ...job, status: 'FAIL', error_code: failure.errorCode, fail_reason: failure.failReason }
    : job;

const timeAfter = (beganAtMs: number, seconds: number): string =>
  new Date(beganAtMs + seconds * 1_000).toISOString();
