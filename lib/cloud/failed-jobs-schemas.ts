import * as z from 'zod';
import { JobId } from '../job/ids.ts';
import { isRecord, textOf } from '../job/json-value.ts';

const Text = z.unknown().optional().transform(textOf);

/** What is no list is none, and null is an empty one. */
const Entries = z.preprocess(
  (list) => list ?? [],
  z.array(z.unknown()).transform((entries) => entries.filter(isRecord)),
);

/** How many there are in all, as far as it can be believed. */
const Count = z.coerce.number().int().nonnegative().optional().catch(undefined);

const isThere = (body: unknown, list: string): boolean => isRecord(body) && list in body;

/** `GET /v1/{project_id}/task-center/failure-jobs` (SDRS API reference, "Querying Failed Tasks"). */
export const FailureJobsAnswer = z
  .looseObject({ failure_jobs: Entries, count: Count })
  .transform(({ failure_jobs, count }) => ({ entries: failure_jobs, count }));

/** `GET /v1/{project_id}/server-groups` (SDRS API reference, "Querying Protection Groups"). */
export const ServerGroupsAnswer = z
  .looseObject({ server_groups: Entries, count: Count })
  .transform(({ server_groups, count }) => ({ entries: server_groups, count }));

/** One failed task. Its status is `job_status` here and can be FAIL only "in current version"; other texts are optional. */
export const FailureJob = z.object({
  job_id: JobId,
  job_status: Text,
  job_type: Text,
  begin_time: Text,
  end_time: Text,
  error_code: Text,
  fail_reason: Text,
  resource_id: Text,
  resource_name: Text,
  resource_type: Text,
});
export type FailureJob = z.infer<typeof FailureJob>;

/** A protection group; its id goes into a query. */
export const ServerGroup = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });
