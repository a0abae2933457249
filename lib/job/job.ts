import * as z from 'zod';

/** The statuses of the API document; anything else counts as still running (jobs-api document, field `status`). */
const knownStatuses = ['INIT', 'RUNNING', 'SUCCESS', 'FAIL'] as const;

const jobFields = {
  job_id: z.string(),
  job_type: z.string().optional(),
  status: z.string().optional(),
  begin_time: z.string().optional(),
  end_time: z.string().optional(),
  error_code: z.string().optional(),
  fail_reason: z.string().optional(),
  /** What the job works on, open: keys that we do not know pass untouched. */
  entities: z.record(z.string(), z.unknown()),
  /** The job type in words: "Create protection group". */
  label: z.string(),
  duration_seconds: z.number().optional(),
};

/** A part of a job; it may have parts of its own. */
export const SubJob: z.ZodType<SubJob> = z.object({
  ...jobFields,
  sub_jobs: z.lazy(() => z.array(SubJob)),
});
export type SubJob = z.infer<z.ZodObject<typeof jobFields>> & { sub_jobs: SubJob[] };

/** The deepest failed sub-job: what made the whole job fail. */
export const RootCause = z.object({
  job_id: z.string(),
  job_type: z.string().optional(),
  label: z.string(),
  error_code: z.string().optional(),
  fail_reason: z.string().optional(),
  entities: z.record(z.string(), z.unknown()),
});
export type RootCause = z.infer<typeof RootCause>;

/** What an error code means and what to do about it, from the catalogue. */
export const Advice = z.object({ error_code: z.string(), meaning: z.string(), action: z.string() });
export type Advice = z.infer<typeof Advice>;

/**
 * A job as people and webhooks see it: the API's fields under their own names, and what we worked out from them.
 * `""`, null and missing are the same: absent. `status` and `job_type` are absent only while no poll has seen the job.
 */
export const Job = z.object({
  ...jobFields,
  sub_jobs: z.array(SubJob),
  root_cause: RootCause.optional(),
  advice: Advice.optional(),
  /** Set when sub-jobs were left out so that the state of the watch stays small. */
  sub_jobs_omitted: z.number().optional(),
});
export type Job = z.infer<typeof Job>;

/** Whether the job itself has ended. A status that nobody knows has not. */
export const hasEnded = (job: Pick<Job, 'status'>): boolean =>
  job.status === 'SUCCESS' || job.status === 'FAIL';

/** Whether the status is one that the API documents. */
export const isKnownStatus = (status: string): boolean => knownStatuses.some((known) => known === status);

/** What is known of a job that no poll has seen yet: its id. */
export const unseenJob = (jobId: string): Job => ({
  job_id: jobId,
  label: 'Job',
  entities: {},
  sub_jobs: [],
});
