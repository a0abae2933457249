import * as z from 'zod';
import { Outcome } from '../notification/notification.ts';
import { Progress } from '../polling/progress.ts';
import { PollDecision } from '../workflow/contracts.ts';
import { AcceptedRequest, WatchRequest } from '../workflow/watch-request.ts';
import { RehearsalView } from './rehearsal-view.ts';

/** How a watch is: it runs, it ended with an outcome, or somebody stopped it on purpose. */
export const WatchStatus = z.enum(['running', ...Outcome.options, 'stopped']);
export type WatchStatus = z.infer<typeof WatchStatus>;

const progressShape = {
  polls: z.number().int(),
  errors_seen: z.number().int(),
  last_seen_at: z.string().optional(),
  sub_jobs: z.strictObject({ ended: z.number().int(), of: z.number().int() }).optional(),
};

/** A watch as its callers see it, wherever it runs. Times are ISO 8601 in UTC. */
export const WatchView = z.strictObject({
  id: z.string(),
  status: WatchStatus,
  /** Absent where the watch was started by hand with something that is no request. */
  request: WatchRequest.optional(),
  started_at: z.string(),
  ended_at: z.string().optional(),
  /** The job's own status at the last poll that saw it. */
  job_status: z.string().optional(),
  /** Absent before the first poll. */
  progress: z.strictObject(progressShape).optional(),
  outcome: Outcome.optional(),
  /** The job's own error code, or the watch's named error. */
  error: z.string().optional(),
  cause: z.string().optional(),
  /** Of a rehearsal, where one watch is asked for: how far its notification has come. */
  rehearsal: RehearsalView.optional(),
});
export type WatchView = z.infer<typeof WatchView>;

/**
 * A view as it is stored: state of any release. A status that only a later release knows counts as running, so that the watch
 * is not forgotten: polling its job again announces nothing twice.
 */
export const StoredView = z.object({
  ...WatchView.shape,
  status: WatchStatus.catch('running'),
  request: AcceptedRequest.optional(),
  progress: z
    .object({
      ...progressShape,
      sub_jobs: z.object(progressShape.sub_jobs.unwrap().shape).optional(),
    })
    .optional(),
  outcome: Outcome.optional().catch(undefined),
});

/** What a poll told of its watch: state of any release. An end that only a later release knows is none that can be shown. */
export const LastPoll = z.object({ progress: Progress, decision: PollDecision.optional().catch(undefined) });
export type LastPoll = z.infer<typeof LastPoll>;

/** What the last poll of a watch adds to its view. */
export function viewOfPoll(
  last: LastPoll | undefined,
): Pick<WatchView, 'job_status' | 'progress' | 'outcome'> {
  if (last === undefined) return {};
  const { polls, errors_seen, last_seen_at, sub_jobs, last_status } = last.progress;
  const { decision } = last;
  return {
    ...(last_status !== undefined && { job_status: last_status }),
    progress: {
      polls,
      errors_seen,
      ...(last_seen_at !== undefined && { last_seen_at }),
      ...(sub_jobs !== undefined && { sub_jobs }),
    },
    ...(decision?.kind === 'end' && { outcome: decision.outcome }),
  };
}
