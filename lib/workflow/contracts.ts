import * as z from 'zod';
import { isRecord } from '../job/json-value.ts';
import { Delivery, DeliveryResult } from '../notification/delivery.ts';
import { Notification, Outcome } from '../notification/notification.ts';
import { Progress } from '../polling/progress.ts';
import { versioned } from './state-version.ts';
import { AcceptedRequest, ExecutionInput } from './watch-request.ts';

// What flows between the machines and the functions. State is read from every release (state-version.ts); a request from
// outside is read strictly. `…Answer` is what a function gives back, marked with the version of the state.

/** The execution that watches: its name is the watch's id, its ARN leads people to it. */
const Execution = z.object({ id: z.string(), arn: z.string() });

/** Before the first poll the machine sends `{}`: there is no progress. */
const NoProgress = z.strictObject({}).transform(() => undefined);

const BeginsWatch = z.object({ progress: z.strictObject({}) });

/** Whether an input of `poll-job` is one in the middle of a watch: all of it is state then, the request too. */
export const isLaterPoll = (input: unknown): boolean => !BeginsWatch.safeParse(input).success;

/**
 * What watch-job sends to `poll-job`. Whoever starts an execution writes its request, so the first poll reads it strictly.
 * From then on it was accepted, by whatever release that was.
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

/** What to do after a poll. `error` and `cause` are what a parent workflow sees when it nests the watch. */
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

/** What `poll-job` answers; the machine reads `decision`, announces `notification` if there is one, and carries `progress`. */
export const PollOutput = z
  .object({ decision: PollDecision, progress: Progress, notification: Notification.optional() })
  .refine(({ decision, notification }) => decision.kind === 'wait' || notification !== undefined, {
    error: 'an end without a notification: nobody would hear of it',
    path: ['notification'],
  });
export type PollOutput = z.infer<typeof PollOutput>;
export const PollAnswer = PollOutput.transform(({ decision, progress, notification }) => ({
  decision,
  progress: versioned(progress),
  ...(notification && { notification: versioned(notification) }),
}));

/**
 * The input of send-notification, which passes it on to `plan-notification` as it is. Other keys are dropped: watch-job adds the key by
 * which Step Functions links a nested execution to its parent
 * (docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html).
 */
export const PlanInput = z.object({
  notification: Notification,
  /** A delivery that was given up and is made again: then this one alone. */
  again: Delivery.optional(),
});
export type PlanInput = z.infer<typeof PlanInput>;

/** The input of send-notification as this release writes it. */
export const planInput = ({ notification, again }: PlanInput): PlanInput => ({
  notification: versioned(notification),
  ...(again && { again: versioned(again) }),
});

/** The deliveries that begin, and the destinations that are told nothing now, with the reason. */
export const PlanOutput = z.object({
  deliveries: z.array(Delivery),
  suppressed: z.array(
    z.object({
      destination: z.string(),
      /** The last two are of rehearsals only. */
      why: z.enum(['notified_before', 'in_digest', 'pages_people', 'not_configured']),
    }),
  ),
  /** Of a rehearsal that goes nowhere: the destinations that it could name. */
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

/** A watch that died without telling its end: from the machine's own Catch, or from the event of its execution. */
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
  /** Whatever cannot be read of it must not keep the loss from being told. */
  progress: z.union([Progress, NoProgress]).optional().catch(undefined),
});
export type LostWatch = z.infer<typeof LostWatch>;

/** Whether the loss was announced now, had been told before (or the watch had told its end), or was on purpose. */
export const LostOutput = z.object({ announced: z.enum(['started', 'already', 'stopped_on_purpose']) });
export type LostOutput = z.infer<typeof LostOutput>;

/** What could not be delivered, with everything needed to send it again: the body of a message in the dead-letter queue. */
export const DeadLetter = z.object({
  notification: Notification,
  attempt: z
    .object({
      delivery: Delivery,
      /** For people alone: a result that only a later release knows must not keep the letter from being sent again. */
      result: DeliveryResult.optional().catch(undefined),
      caught: z.unknown().optional(),
    })
    .optional(),
  /** What was thrown when not even the routes could be read. */
  caught: z.unknown().optional(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** A dead letter as this release writes it, where no machine does. */
export const versionedDeadLetter = ({ notification, attempt, ...rest }: DeadLetter): DeadLetter => ({
  ...rest,
  notification: versioned(notification),
  ...(attempt && { attempt: { ...attempt, delivery: versioned(attempt.delivery) } }),
});
