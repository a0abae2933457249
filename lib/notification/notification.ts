import * as z from 'zod';
import { jsonBytes } from '../job/cut-text.ts';
import { Job } from '../job/job.ts';

export const Severity = z.enum(['info', 'warning', 'error']);
export type Severity = z.infer<typeof Severity>;

/** How a watch ends. "The job failed" and "its state could not be read" are different outcomes. */
export const Outcome = z.enum(['succeeded', 'failed', 'timed_out', 'unreachable', 'lost']);
export type Outcome = z.infer<typeof Outcome>;

/** All types of notifications: the result of a job, the outcome of its watch, or progress. */
export const notificationTypes = [
  'sdrs.job.succeeded',
  'sdrs.job.failed',
  'sdrs.watch.timed_out',
  'sdrs.watch.unreachable',
  'sdrs.watch.lost',
  'sdrs.action.failed',
  'sdrs.job.started',
  'sdrs.job.progress',
  'sdrs.watch.cannot_ask',
  'sdrs.job.unknown_status',
  'sdrs.test',
] as const;
export const NotificationType = z.enum(notificationTypes);
export type NotificationType = z.infer<typeof NotificationType>;

/**
 * The severity of a notification of any release. A severity that only a later release knows counts as the
 * worst.
 */
export const AnySeverity = z.string().transform((text): Severity => Severity.safeParse(text).data ?? 'error');

/** The severity of each type, and the outcome if the type ends a watch. */
export const meaningOf: Record<NotificationType, { severity: Severity; outcome?: Outcome }> = {
  'sdrs.job.succeeded': { severity: 'info', outcome: 'succeeded' },
  'sdrs.job.failed': { severity: 'error', outcome: 'failed' },
  'sdrs.watch.timed_out': { severity: 'warning', outcome: 'timed_out' },
  'sdrs.watch.unreachable': { severity: 'warning', outcome: 'unreachable' },
  'sdrs.watch.lost': { severity: 'error', outcome: 'lost' },
  // The API refused the action, so there is no job: no watch ended, and it is not progress.
  'sdrs.action.failed': { severity: 'error' },
  'sdrs.job.started': { severity: 'info' },
  'sdrs.job.progress': { severity: 'info' },
  'sdrs.watch.cannot_ask': { severity: 'warning' },
  'sdrs.job.unknown_status': { severity: 'warning' },
  'sdrs.test': { severity: 'info' },
};

/**
 * Returns the type that decides the text of a notification: its own type, or, if only a later release knows
 * that one, the type with the same outcome. Returns undefined if the outcome is not known either.
 */
export function knownType({
  type,
  outcome,
}: {
  type: string;
  outcome?: string | undefined;
}): NotificationType | undefined {
  return (
    notificationTypes.find((known) => known === type) ??
    notificationTypes.find((known) => outcome !== undefined && meaningOf[known].outcome === outcome)
  );
}

/** The last problem of reading the job's state, for `unreachable` and `cannot_ask`. */
export const Problem = z.object({
  kind: z.string(),
  message: z.string(),
  status: z.number().optional(),
  error_code: z.string().optional(),
  request_id: z.string().optional(),
  /** Since when every poll has failed, ISO 8601. */
  since: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The account of the job, without its credentials. */
export const NotificationAccount = z.object({
  id: z.string(),
  cloud: z.string(),
  region: z.string(),
  project_id: z.string(),
});
export type NotificationAccount = z.infer<typeof NotificationAccount>;

/**
 * The watch that reports. Its id is the name of its execution. Times are ISO 8601 in UTC. Only the id is
 * always known of a lost watch.
 */
export const NotificationWatch = z.object({
  id: z.string(),
  polls: z.number().optional(),
  started_at: z.string().optional(),
  ended_at: z.string().optional(),
  /** Seconds from the job's `end_time` to the poll that saw it. */
  detection_delay_seconds: z.number().optional(),
  /** Polls that could not read the job's state. */
  errors_seen: z.number().optional(),
  /** How many sub-jobs have ended, and how many there are. */
  sub_jobs: z.object({ ended: z.number(), of: z.number() }).optional(),
});
export type NotificationWatch = z.infer<typeof NotificationWatch>;

export const Link = z.object({ label: z.string(), url: z.string() });
export type Link = z.infer<typeof Link>;

/** Most bytes of a watch's labels as JSON: they are in each of its states and notifications. */
export const mostLabelBytes = 2_048;

/** What the caller wants to see in each notification: a ticket, a stage, a pipeline. */
export const Labels = z
  .record(z.string().min(1).max(63), z.string().max(255))
  .refine((labels) => Object.keys(labels).length <= 10, { error: 'expected at most 10 labels' })
  .refine((labels) => jsonBytes(labels) <= mostLabelBytes, {
    error: ({ input }) =>
      `expected labels that take at most ${mostLabelBytes} bytes together as JSON, found ${jsonBytes(input)}`,
  });

/**
 * One message to people. The id is derived from the watch and the event, so the same event is never announced
 * twice. The id is the name of the execution that delivers the notification, and the id of the webhook and of
 * the CloudEvent.
 *
 * State of every release can be read. Unknown keys are dropped. An unknown type or outcome stays as it is, so
 * routes without a condition, webhooks and events still get it.
 */
export const Notification = z.object({
  id: z.string().regex(/^msg_[a-z2-7]{26}$/),
  /** A NotificationType, or a type that only a later release knows. */
  type: z.string(),
  /** When the event was detected, ISO 8601 in UTC. */
  time: z.string(),
  severity: AnySeverity,
  /** An Outcome, or an outcome that only a later release knows. Absent for progress. */
  outcome: z.string().optional(),
  service: z.string(),
  job: Job,
  watch: NotificationWatch,
  account: NotificationAccount,
  /** Why the watch ended before its job, or what the progress is. One sentence. */
  reason: z.string().optional(),
  problem: Problem.optional(),
  links: z.array(Link),
  /** The labels of the request, which has checked their limits. */
  labels: z.record(z.string(), z.string()),
  /**
   * Present if the job is made up to test the path to people. `to` names destinations and replaces the
   * routes.
   */
  rehearsal: z.strictObject({ to: z.array(z.string()).optional() }).optional(),
});
export type Notification = z.infer<typeof Notification>;
