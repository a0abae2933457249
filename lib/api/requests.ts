import * as z from 'zod';
import { ProjectId } from '../job/ids.ts';
import { isRecord } from '../job/json-value.ts';
import { durationSeconds } from '../polling/duration.ts';
import { unwrapRequest } from '../watch/unwrap-request.ts';
import { validateInput, type Problem as WrongPart } from '../watch/validate-input.ts';
import { WatchStatus } from '../watch/watch-view.ts';
import type { ListOptions, RequestedWatch } from '../watch/watches.ts';
import { WatchRequest } from '../workflow/watch-request.ts';

/** The parsed request, or every error in it. */
export type Read<Value> = { kind: 'right'; value: Value } | { kind: 'wrong'; problems: WrongPart[] };

/** The body of `POST /v1/watches`. */
export const StartRequest = z.strictObject({
  ...WatchRequest.shape,
  /** Starts a new watch if the job's last watch has ended. A running watch stays. */
  again: z.boolean().default(false),
});

export const StartQuery = z.strictObject({ project_id: ProjectId.optional() });
export type StartQuery = z.infer<typeof StartQuery>;

export const maxWatches = 100;
/** A list of requests. Each is parsed on its own, so that an invalid one does not affect the others. */
export const Several = z
  .array(z.unknown())
  .min(1, 'expected at least one watch request')
  .max(maxWatches, `expected at most ${maxWatches} watch requests`);

/**
 * Reads one request, bare or in an envelope. A raw SDRS answer, `{"job_id": …}`, gets its project from the
 * query.
 */
export function readStartRequest(entry: unknown, { project_id }: StartQuery): Read<RequestedWatch> {
  const bare = unwrapRequest(entry);
  const whole = isRecord(bare) && project_id !== undefined ? { project_id, ...bare } : bare;
  const parsed = validateInput(StartRequest, whole);
  if (parsed.kind === 'wrong') return parsed;
  const { again, ...request } = parsed.value;
  return { kind: 'right', value: { request, again } };
}

const maxPageLength = 4_096;
const maxReasonLength = 1_000;

export const ListQuery = z.strictObject({
  status: WatchStatus.optional(),
  /** The earliest start: a time, or a duration such as "24h" before now. */
  since: z.string().optional(),
  /** `next` of the previous page. */
  page: z.string().min(1).max(maxPageLength).optional(),
});

export const StopQuery = z.strictObject({ reason: z.string().min(1).max(maxReasonLength).optional() });

/** Reads the query of a list. `now` is in milliseconds since 1970. */
export function readListOptions(query: unknown, now: number): Read<ListOptions> {
  const parsed = validateInput(ListQuery, query);
  if (parsed.kind === 'wrong') return parsed;
  const { since, ...rest } = parsed.value;
  if (since === undefined) return { kind: 'right', value: rest };
  const from = sinceOf(since, now);
  if (from !== undefined) return { kind: 'right', value: { ...rest, since: from } };
  const message =
    'expected a time such as "2026-11-24T08:00:00Z" or a duration such as "24h", found something else';
  return { kind: 'wrong', problems: [{ path: ['since'], message }] };
}

const Time = z.iso.datetime({ offset: true });

function sinceOf(text: string, now: number): number | undefined {
  const seconds = durationSeconds(text);
  if (seconds !== undefined) return now - seconds * 1_000;
  const time = Time.safeParse(text).success ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Returns a query as an object. A repeated name becomes a list, which every schema refuses. */
export const queryOf = (queries: Record<string, string[]>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(queries).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
