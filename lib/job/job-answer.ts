import * as z from 'zod';
import { adviceForJob } from './error-catalogue.ts';
import { isKnownStatus, type Job, type SubJob } from './job.ts';
import { secondsBetween } from './job-time.ts';
import { isRecord, safeRecord, textOf } from './json-value.ts';
import { labelOf } from './labels.ts';
import { rootCauseOf } from './root-cause.ts';

/** The API documents no depth of sub-jobs; one level has been seen. */
const maxDepth = 8;
/** Far above what any cloud's quota lets a job have; keeps a hostile answer from taking long. */
const maxSubJobs = 5_000;

const Text = z.unknown().optional().transform(textOf);

const statusOf = (value: string): string => {
  const status = value.trim();
  const upper = status.toUpperCase();
  return isKnownStatus(upper) ? upper : status;
};

const fields = {
  job_id: Text,
  job_type: Text,
  begin_time: Text,
  end_time: Text,
  error_code: Text,
  fail_reason: Text,
  /** Told "when an error occurs"; ECS and BMS have them flat, EVS and the SDRS example nest them under `error`. */
  code: Text,
  message: Text,
  error: z.object({ code: Text, message: Text }).catch({ code: undefined, message: undefined }),
  entities: z.record(z.string(), z.unknown()).catch({}),
  /** VBS lists them here, the others among the entities. */
  sub_jobs: z.unknown().optional(),
};

/**
 * A job as SDRS, ECS, EVS, IMS, BMS, EIP and VBS answer it (API document, "Querying the Job Status"). An answer is a job
 * when its `status` is a text; whatever is odd in another field makes that field absent.
 */
export const JobAnswer = z.object({
  ...fields,
  status: z.string().transform(textOf).pipe(z.string()).transform(statusOf),
});
export type JobAnswer = z.infer<typeof JobAnswer>;

const SubJobAnswer = z.object({
  ...fields,
  status: Text.transform((text) => text && statusOf(text)),
});
type SubJobAnswer = z.infer<typeof SubJobAnswer>;

/** The job of an answer, as people and webhooks see it; `jobId` is taken where the answer names none. */
export function toJob(answer: JobAnswer, jobId: string): Job {
  const count = { kept: 0, omitted: 0 };
  const job: Job = { ...ownFields(answer, jobId), sub_jobs: subJobsOf(answer, 1, count) };
  if (count.omitted > 0) job.sub_jobs_omitted = count.omitted;
  return job.status === 'FAIL' ? explained(job) : job;
}

function explained(job: Job): Job {
  const rootCause = rootCauseOf(job);
  const withCause = rootCause === undefined ? job : { ...job, root_cause: rootCause };
  const advice = adviceForJob(withCause);
  return advice === undefined ? withCause : { ...withCause, advice };
}

interface Count {
  kept: number;
  omitted: number;
}

function subJobsOf(answer: Record<string, unknown>, depth: number, count: Count): SubJob[] {
  const found = rawSubJobs(answer);
  const room = depth > maxDepth ? 0 : maxSubJobs - count.kept;
  count.omitted += countAll(found.slice(room));
  const taken = found.slice(0, room);
  count.kept += taken.length;
  return taken.map((raw) => {
    const part = SubJobAnswer.parse(raw);
    return { ...ownFields(part, ''), sub_jobs: subJobsOf(part, depth + 1, count) };
  });
}

function rawSubJobs({ entities, sub_jobs }: Record<string, unknown>): Record<string, unknown>[] {
  const amongEntities = isRecord(entities) ? records(entities) : [];
  return amongEntities.length > 0 ? amongEntities : records({ sub_jobs });
}

const records = ({ sub_jobs }: Record<string, unknown>): Record<string, unknown>[] =>
  Array.isArray(sub_jobs) ? sub_jobs.filter(isRecord) : [];

/** Counts with a list of its own instead of recursion: these may be nested without end. */
function countAll(subJobs: Record<string, unknown>[]): number {
  const seen = [...subJobs];
  for (const subJob of seen) for (const inner of rawSubJobs(subJob)) seen.push(inner);
  return seen.length;
}

function ownFields(answer: SubJobAnswer, jobId: string): Omit<SubJob, 'sub_jobs'> {
  const entities = Object.entries(answer.entities).filter(([key]) => key !== 'sub_jobs');
  const duration = secondsBetween(answer.begin_time, answer.end_time);
  return {
    job_id: answer.job_id ?? jobId,
    ...textsOf(answer),
    entities: safeRecord(Object.fromEntries(entities)),
    label: labelOf(answer.job_type),
    ...(duration !== undefined && { duration_seconds: duration }),
  };
}

/** The texts that are there. `code` and `message` tell why a job failed where its own two fields for that do not. */
function textsOf(answer: SubJobAnswer): { [Field in TextField]?: string } {
  const failed = answer.status === 'FAIL';
  const texts: Record<TextField, string | undefined> = {
    job_type: answer.job_type,
    status: answer.status,
    begin_time: answer.begin_time,
    end_time: answer.end_time,
    error_code: answer.error_code ?? (failed ? (answer.code ?? answer.error.code) : undefined),
    fail_reason: answer.fail_reason ?? (failed ? (answer.message ?? answer.error.message) : undefined),
  };
  return Object.fromEntries(Object.entries(texts).filter(isThere));
}

type TextField = 'job_type' | 'status' | 'begin_time' | 'end_time' | 'error_code' | 'fail_reason';

const isThere = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;
