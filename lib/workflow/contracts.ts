import * as z from 'zod';
import { Delivery, DeliveryResult } from '../notice/delivery.ts';
import { Notice, Outcome } from '../notice/notice.ts';
import { Progress } from '../polling/progress.ts';
import { ExecutionInput } from './watch-request.ts';

/** The execution that watches: its name is the watch's id, its ARN leads people to it. */
const Execution = z.strictObject({ id: z.string(), arn: z.string() });

/** The progress of a watch; before its first look the machine sends `{}`, and there is none. */
const ProgressSoFar = z.union([Progress, z.strictObject({}).transform(() => undefined)]);

/** What watch-job sends to `look-at-job`. */
export const LookInput = z.strictObject({
  watch: Execution,
  request: ExecutionInput,
  progress: ProgressSoFar,
});
export type LookInput = z.infer<typeof LookInput>;

/** What to do after a look. `error` and `cause` are what a parent workflow sees when it nests the watch. */
export const LookDecision = z.union([
  z.strictObject({ kind: z.literal('wait'), seconds: z.number().int().nonnegative() }),
  z.strictObject({ kind: z.literal('end'), outcome: z.literal('succeeded') }),
  z.strictObject({
    kind: z.literal('end'),
    outcome: Outcome.exclude(['succeeded']),
    error: z.string().max(256),
    cause: z.string().max(4_096),
  }),
]);
export type LookDecision = z.infer<typeof LookDecision>;

/** What `look-at-job` answers; the machine reads `decision`, announces `notice` if there is one, and carries `progress`. */
export const LookOutput = z
  .strictObject({ decision: LookDecision, progress: Progress, notice: Notice.optional() })
  .refine(({ decision, notice }) => decision.kind === 'wait' || notice !== undefined, {
    error: 'an end without a notice: nobody would hear of it',
    path: ['notice'],
  });
export type LookOutput = z.infer<typeof LookOutput>;

/**
 * The input of send-notice, which passes it on to `plan-notice` as it is. Other keys are dropped: watch-job adds the key by
 * which Step Functions links a nested execution to its parent
 * (docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html).
 */
export const PlanInput = z.object({
  notice: Notice,
  /** A delivery that was given up and is made again: then this one alone. */
  again: Delivery.optional(),
});
export type PlanInput = z.infer<typeof PlanInput>;

/** The deliveries that begin, and the destinations that are told nothing now, with the reason. */
export const PlanOutput = z.strictObject({
  deliveries: z.array(Delivery),
  withheld: z.array(z.strictObject({ destination: z.string(), why: z.enum(['told_before', 'in_digest']) })),
});
export type PlanOutput = z.infer<typeof PlanOutput>;

/** One attempt to deliver one notice to one destination. */
export const DeliverInput = z.strictObject({ notice: Notice, delivery: Delivery });
export type DeliverInput = z.infer<typeof DeliverInput>;

export const DeliverOutput = z.strictObject({ delivery: Delivery, result: DeliveryResult });
export type DeliverOutput = z.infer<typeof DeliverOutput>;

/** A watch that died without telling its end: from the machine's own Catch, or from the event of its execution. */
export const LostWatch = z.strictObject({
  watch: Execution,
  request: z.unknown(),
  /** How the execution ended (FAILED, TIMED_OUT, ABORTED), or CAUGHT while it still runs. */
  status: z.string(),
  started_at: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** Whatever cannot be read of it must not keep the loss from being told. */
  progress: ProgressSoFar.optional().catch(undefined),
});
export type LostWatch = z.infer<typeof LostWatch>;

/** Whether the loss was announced now, had been told before (or the watch had told its end), or was on purpose. */
export const LostOutput = z.strictObject({ announced: z.enum(['started', 'already', 'stopped_on_purpose']) });
export type LostOutput = z.infer<typeof LostOutput>;

/** What could not be delivered, with everything needed to send it again: the body of a message in the dead-letter queue. */
export const DeadLetter = z.strictObject({
  notice: Notice,
  attempt: z
    .strictObject({ delivery: Delivery, result: DeliveryResult.optional(), caught: z.unknown().optional() })
    .optional(),
  /** What was thrown when not even the routes could be read. */
  caught: z.unknown().optional(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
