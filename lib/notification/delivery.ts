import * as z from 'zod';

/** The destination that could not be told, in whose place another one is; `why` where it was not said before. */
const InsteadOf = z.object({ destination: z.string(), why: z.string().optional() });
export type InsteadOf = z.infer<typeof InsteadOf>;

const progress = {
  /** The id of the destination in the configuration. */
  destination: z.string(),
  /** Attempts made so far. */
  attempts: z.number().int().nonnegative(),
  /** When the first attempt was made, ISO 8601; absent before it. */
  first_attempt_at: z.string().optional(),
  instead_of: InsteadOf.optional(),
  /** The digest that is delivered in place of the notification, when the quiet hours are over. */
  digest: z.string().optional(),
};

/** How far one notification has come on its way to one destination. */
export const Delivery = z.object({
  ...progress,
  /** The delivery that begins when this one is given up. */
  fallback: z.object(progress).optional(),
  /** Quiet hours: so long the machine waits before the first attempt. */
  hold_seconds: z.number().int().positive().optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** What became of one attempt. The machine acts on it: done, wait and try again, or dead-letter queue. */
export const DeliveryResult = z.discriminatedUnion('kind', [
  /** `before`: an earlier attempt had delivered it, so nothing was sent now. */
  z.object({ kind: z.literal('delivered'), before: z.literal(true).optional() }),
  z.object({ kind: z.literal('wait'), seconds: z.number().int().positive(), why: z.string() }),
  /** The destination does not exist any more: no further notification will reach it. */
  z.object({ kind: z.literal('gone'), why: z.string() }),
  /** This notification will not be taken there: refused by the channel, or given up after the last attempt. */
  z.object({ kind: z.literal('refused'), why: z.string() }),
]);
export type DeliveryResult = z.infer<typeof DeliveryResult>;

/** How a channel answered one request; each kind reads its own vendor's answers. */
export type ChannelAnswer =
  /** `reference` is what the vendor needs to update the message or to answer in its thread. */
  | { kind: 'delivered'; reference?: string }
  | { kind: 'throttled'; seconds?: number; why: string }
  | { kind: 'try_again'; why: string }
  /** The message that was to be updated or answered does not exist any more. */
  | { kind: 'message_gone'; why: string }
  | { kind: 'gone'; why: string }
  | { kind: 'refused'; why: string };
