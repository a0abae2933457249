import * as z from 'zod';
import { jsonBytes } from '../job/cut-text.ts';
import { Job } from '../job/job.ts';

export const Severity = z.enum(['info', 'warning', 'error']);
export type Severity = z.infer<typeof Severity>;

/** How a watch ends. "The job failed" and "we could not ask" are never mixed up. */
export const Outcome = z.enum(['succeeded', 'failed', 'timed_out', 'unreachable', 'lost']);
export type Outcome = z.infer<typeof Outcome>;

/** Everything that a notification can tell: how the job or its watch ended, or progress worth telling. */
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

/** The severity of a notification of any release: one that only a later release knows counts as the worst. */
export const AnySeverity = z.string().transform((text): Severity => Severity.safeParse(text).data ?? 'error');

/** What each type means: how bad it is, and of an end, which outcome. */
export const meaningOf: Record<NotificationType, { severity: Severity; outcome?: Outcome }> = {
  'sdrs.job.succeeded': { severity: 'info', outcome: 'succeeded' },
  'sdrs.job.failed': { severity: 'error', outcome: 'failed' },
  'sdrs.watch.timed_out': { severity: 'warning', outcome: 'timed_out' },
  'sdrs.watch.unreachable': { severity: 'warning', outcome: 'unreachable' },
  'sdrs.watch.lost': { severity: 'error', outcome: 'lost' },
  // Refused before there was a job: no watch ended, and it is no progress either.
  'sdrs.action.failed': { severity: 'error' },
  'sdrs.job.started': { severity: 'info' },
  'sdrs.job.progress': { severity: 'info' },
  'sdrs.watch.cannot_ask': { severity: 'warning' },
  'sdrs.job.unknown_status': { severity: 'warning' },
  'sdrs.test': { severity: 'info' },
};

/**
 * Returns the type by which a notification is put into words: its own, or where only a later release knows that one, the type
 * of an end with its outcome. Returns undefined if that is not known either.
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

/** The last thing that kept us from seeing the job: what people need to know about `unreachable` and `cannot_ask`. */
export const Problem = z.object({
  kind: z.string(),
  message: z.string(),
  status: z.number().optional(),
  error_code: z.string().optional(),
  request_id: z.string().optional(),
  /** Since when no poll has seen the job, ISO 8601. */
  since: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The account that was asked, without its credentials. */
export const NotificationAccount = z.object({
  id: z.string(),
  cloud: z.string(),
  region: z.string(),
  project_id: z.string(),
});
export type NotificationAccount = z.infer<typeof NotificationAccount>;

/**
 * The watch that tells: its id is the name of its execution. Times are ISO 8601 in UTC. Of a lost watch only the id is
 * sure to be known.
 */
export const NotificationWatch = z.object({
  id: z.string(),
  polls: z.number().optional(),
  started_at: z.string().optional(),
  ended_at: z.string().optional(),
  /** From the job's own end_time to the poll that saw it. */
  detection_delay_seconds: z.number().optional(),
  /** Polls that did not see the job. */
  errors_seen: z.number().optional(),
  /** Sub-jobs that have ended, of all that the job has. */
  sub_jobs: z.object({ ended: z.number(), of: z.number() }).optional(),
});
export type NotificationWatch = z.infer<typeof NotificationWatch>;

export const Link = z.object({ label: z.string(), url: z.string() });
export type Link = z.infer<typeof Link>;

/** Bytes that the labels of a watch may take as JSON: they are in every state of it, and in every notification. */
export const mostLabelBytes = 2_048;

/** What the caller wants to find again in every notification: a ticket, a stage, a pipeline. */
export const Labels = z
  .record(z.string().min(1).max(63), z.string().max(255))
  .refine((labels) => Object.keys(labels).length <= 10, { error: 'expected at most 10 labels' })
  .refine((labels) => jsonBytes(labels) <= mostLabelBytes, {
    error: ({ input }) =>
      `expected labels that take at most ${mostLabelBytes} bytes together as JSON, found ${jsonBytes(input)}`,
  });

/**
 * One thing to tell people. The id is derived from the watch and what the notification tells, so that the same thing is never
 * told twice: it names the execution that delivers it, and it is the id of the webhook and of the CloudEvent.
 *
 * State of any release is read: keys that this one does not know are dropped. A type or outcome that it does not know is
 * passed on as it is, so that routes without a condition, webhooks and events have it.
 */
export const Notification = z.object({
  id: z.string().regex(/^msg_[a-z2-7]{26}$/),
  /** A NotificationType, or one that only a later release knows. */
  type: z.string(),
  /** When it was found out, ISO 8601 in UTC. */
  time: z.string(),
  severity: AnySeverity,
  /** An Outcome, or one that only a later release knows; progress has none. */
  outcome: z.string().optional(),
  service: z.string(),
  job: Job,
  watch: NotificationWatch,
  account: NotificationAccount,
  /** Why the watch ended without the job's own end, or what is worth telling about its progress. One sentence. */
  reason: z.string().optional(),
  problem: Problem.optional(),
  links: z.array(Link),
  /** Those of the request, which held them against their limits. */
  labels: z.record(z.string(), z.string()),
  /** Present if the job is made up to rehearse the path to people; `to` names destinations in place of the routes. */
  rehearsal: z.strictObject({ to: z.array(z.string()).optional() }).optional(),
});
export type Notification = z.infer<typeof Notification>;
