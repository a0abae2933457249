import * as z from 'zod';
import { isRecord } from '../job/json-value.ts';
import { Delivery, DeliveryResult } from '../notification/delivery.ts';
import { Notification, Outcome } from '../notification/notification.ts';
import { Progress } from '../polling/progress.ts';
import { versioned } from './state-version.ts';
import { AcceptedRequest, ExecutionInput } from './watch-request.ts';

// The data between the machines and the functions. State of every release can be read (state-version.ts). A
// request from outside is read strictly. `…Answer` is the return value of a function, with the version of the
// state.

/** The execution of a watch. Its name is the watch's id, and its ARN becomes a link for people. */
const Execution = z.object({ id: z.string(), arn: z.string() });

/** The machine sends `{}` before the first poll, when there is no progress. */
const NoProgress = z.strictObject({}).transform(() => undefined);

const BeginsWatch = z.object({ progress: z.strictObject({}) });

/**
 * Returns whether an input of `poll-job` is from the middle of a watch. All of it is state then, also the
 * request.
 */
export const isLaterPoll = (input: unknown): boolean => !BeginsWatch.safeParse(input).success;

/**
 * The input of `poll-job`. The first poll reads the request strictly, because callers of StartExecution write
 * it. Later polls read it as state that some release has accepted.
 */
export const PollInput = z.preprocess(
  (input) => (isRecord(input) ? { ...input, isLater: isLaterPoll(input) } : input),
  z
    .discriminatedUnion('isLater', [
      z.object({
        isLater: z.literal(false),
        watch: Execution,
        request: ExecutionInput,
        progress: NoProgress,
      }),
      z.object({
        isLater: z.literal(true),
        watch: Execution,
        request: AcceptedRequest,
        progress: Progress,
      }),
    ])
    .transform(({ isLater: _chosen, ...input }) => input),
);
export type PollInput = z.infer<typeof PollInput>;

/** What to do after a poll. A parent workflow that nests the watch sees `error` and `cause`. */
export const PollDecision = z.union([
  z.object({ kind: z.literal('wait'), seconds: z.number().int().nonnegative() }),
  z.object({ kind: z.literal('end'), outcome: z.literal('succeeded') }),
  z.object({
    kind: z.literal('end'),
    outcome: Outcome.exclude(['succeeded']),
    error: z.string().max(256),
    cause: z.string().max(4_096),
  }),
]);
export type PollDecision = z.infer<typeof PollDecision>;

/**
 * The output of `poll-job`. The machine reads `decision`, announces `notification` if present, and keeps
 * `progress`.
 */
export const PollOutput = z
  .object({ decision: PollDecision, progress: Progress, notification: Notification.optional() })
  .refine(({ decision, notification }) => decision.kind === 'wait' || notification !== undefined, {
    error: 'expected a notification with the decision "end", found none',
    path: ['notification'],
  });
export type PollOutput = z.infer<typeof PollOutput>;
export const PollAnswer = PollOutput.transform(({ decision, progress, notification }) => ({
  decision,
  progress: versioned(progress),
  ...(notification && { notification: versioned(notification) }),
}));

/**
 * The input of send-notification, which passes it on to `plan-notification` unchanged. Other keys are
 * dropped: watch-job adds the key that links a nested execution to its parent
 * (docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html).
 */
export const PlanInput = z.object({
  notification: Notification,
  /** A delivery that gave up and is repeated. If present, it is the only delivery. */
  again: Delivery.optional(),
});
export type PlanInput = z.infer<typeof PlanInput>;

/** Returns the input of send-notification as this release writes it. */
export const planInput = ({ notification, again }: PlanInput): PlanInput => ({
  notification: versioned(notification),
  ...(again && { again: versioned(again) }),
});

/** The deliveries to start, and the destinations that get nothing now, with the reason. */
export const PlanOutput = z.object({
  deliveries: z.array(Delivery),
  suppressed: z.array(
    z.object({
      destination: z.string(),
      /** The last two occur in rehearsals only. */
      why: z.enum(['notified_before', 'in_digest', 'pages_people', 'not_configured']),
    }),
  ),
  /** The destinations that a rehearsal could name, if it goes to none. */
  configured: z.array(z.string()).optional(),
});
export type PlanOutput = z.infer<typeof PlanOutput>;
export const PlanAnswer = PlanOutput.transform(({ deliveries, ...rest }) => ({
  deliveries: deliveries.map(versioned),
  ...rest,
}));

/** One attempt to deliver one notification to one destination. */
export const DeliverInput = z.object({ notification: Notification, delivery: Delivery });
export type DeliverInput = z.infer<typeof DeliverInput>;

export const DeliverOutput = z.object({ delivery: Delivery, result: DeliveryResult });
export type DeliverOutput = z.infer<typeof DeliverOutput>;
export const DeliverAnswer = DeliverOutput.transform(({ delivery, result }) => ({
  delivery: versioned(delivery),
  result,
}));

/**
 * A watch that died before it announced an outcome, as the machine's Catch or the event of its execution
 * reports it.
 */
export const LostWatch = z.object({
  watch: Execution,
  request: z.unknown(),
  /** How the execution ended (FAILED, TIMED_OUT, ABORTED), or CAUGHT while it still runs. */
  status: z.string(),
  started_at: z.string().optional(),
  /** When the execution ended, if it has. */
  ended_at: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** Unreadable progress is dropped, so that the loss is still announced. */
  progress: z.union([Progress, NoProgress]).optional().catch(undefined),
});
export type LostWatch = z.infer<typeof LostWatch>;

/**
 * Whether the loss was announced now, or before (or the watch's outcome was), or the watch was stopped on
 * purpose.
 */
export const LostOutput = z.object({ announced: z.enum(['started', 'already', 'stopped_on_purpose']) });
export type LostOutput = z.infer<typeof LostOutput>;

/**
 * The body of a message in the dead-letter queue: what was not delivered, with all that is needed to send it
 * again.
 */
export const DeadLetter = z.object({
  notification: Notification,
  attempt: z
    .object({
      delivery: Delivery,
      /** For people only, so any value is accepted: an unknown result must not block a redrive. */
      result: DeliveryResult.optional().catch(undefined),
      caught: z.unknown().optional(),
    })
    .optional(),
  /** The error, if not even the routes could be read. */
  caught: z.unknown().optional(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** Returns a dead letter as this release writes it, for use without a machine. */
export const versionedDeadLetter = ({ notification, attempt, ...rest }: DeadLetter): DeadLetter => ({
  ...rest,
  notification: versioned(notification),
  ...(attempt && { attempt: { ...attempt, delivery: versioned(attempt.delivery) } }),
});
