import * as z from 'zod';
import { JobId } from '../job/ids.ts';
import { isRecord, textOf } from '../job/json-value.ts';

const Text = z.unknown().optional().transform(textOf);

/** One page of a list. `count` is the API's number of entries, of the page or of the whole list. */
export interface Page {
  entries: Record<string, unknown>[];
  count: number | undefined;
}

const Count = z.number().int().nonnegative().optional().catch(undefined);
/** Null is an empty list. Entries that are not objects are ignored. */
const Entries = z
  .array(z.unknown())
  .nullable()
  .transform((entries) => (entries ?? []).filter(isRecord));

/** Returns the page in an answer, or undefined if the answer has no list of that name. */
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
