import * as z from 'zod';
import { JobId } from '../job/ids.ts';
import { isRecord, textOf } from '../job/json-value.ts';

const Text = z.unknown().optional().transform(textOf);

/**
 * One page of a list; `count` is what the API says of how many there are, which may be of the page or of all.
 */
export interface Page {
  entries: Record<string, unknown>[];
  count: number | undefined;
}

const Count = z.number().int().nonnegative().optional().catch(undefined);
/** Null is an empty list; entries that are no objects are left out. */
const Entries = z
  .array(z.unknown())
  .nullable()
  .transform((entries) => (entries ?? []).filter(isRecord));

/** The page in an answer; undefined when the list of that name is not there. */
export function pageIn(body: unknown, list: 'failure_jobs' | 'server_groups'): Page | undefined {
  const fields = isRecord(body) ? body : {};
  const entries = Entries.safeParse(fields[list]);
  return entries.success ? { entries: entries.data, count: Count.parse(fields['count']) } : undefined;
}

/**
 * One failed task (SDRS API reference, "Querying Failed Tasks"). Its `job_status` "can be FAIL only in
 * current version".
 */
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

/** A protection group (SDRS API reference, "Querying Protection Groups"); its id goes into a query. */
export const ServerGroup = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });
