import * as z from 'zod';

/** The destination that this delivery replaces, and why that one failed. */
const InsteadOf = z.object({ destination: z.string(), why: z.string().optional() });
export type InsteadOf = z.infer<typeof InsteadOf>;

const progress = {
  /** The id of the destination in the configuration. */
  destination: z.string(),
  /** The number of attempts so far. */
  attempts: z.number().int().nonnegative(),
  /** When the first attempt was made, ISO 8601; absent before it. */
  first_attempt_at: z.string().optional(),
  instead_of: InsteadOf.optional(),
  /** The key of the digest that is sent after quiet hours instead of the notification. */
  digest: z.string().optional(),
};

/** The state of the delivery of one notification to one destination. */
export const Delivery = z.object({
  ...progress,
  /** The delivery that starts if this one gives up. */
  fallback: z.object(progress).optional(),
  /** Seconds until the first attempt, because of quiet hours. */
  hold_seconds: z.number().int().positive().optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** The result of an attempt. The machine acts on it: done, wait and retry, or dead-letter queue. */
export const DeliveryResult = z.discriminatedUnion('kind', [
  /** `before`: an earlier attempt delivered it, so this one sent nothing. */
  z.object({ kind: z.literal('delivered'), before: z.literal(true).optional() }),
  z.object({ kind: z.literal('wait'), seconds: z.number().int().positive(), why: z.string() }),
  /** The destination no longer exists: later notifications will fail too. */
  z.object({ kind: z.literal('gone'), why: z.string() }),
  /** The channel refused this notification, or the delivery gave up after its last attempt. */
  z.object({ kind: z.literal('refused'), why: z.string() }),
]);
export type DeliveryResult = z.infer<typeof DeliveryResult>;

/** The answer of a channel to one request, as the kind of destination reads its vendor's response. */
export type ChannelAnswer =
  /** `reference` is what the vendor needs to update the message or to answer in its thread. */
  | { kind: 'delivered'; reference?: string }
  | { kind: 'throttled'; seconds?: number; why: string }
  | { kind: 'try_again'; why: string }
  /** The message to update or answer no longer exists. */
  | { kind: 'message_gone'; why: string }
  | { kind: 'gone'; why: string }
  | { kind: 'refused'; why: string };
