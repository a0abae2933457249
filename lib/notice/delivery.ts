import * as z from 'zod';

/** How far one notice has come on its way to one destination. */
export const Delivery = z.strictObject({
  /** The id of the destination in the configuration. */
  destination: z.string(),
  /** Attempts made so far. */
  attempts: z.number().int().nonnegative(),
  /** When the first attempt was made, ISO 8601; absent before it. */
  first_attempt_at: z.string().optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** What became of one attempt. The machine acts on it: done, wait and try again, or dead-letter queue. */
export const DeliveryResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('delivered') }),
  z.strictObject({ kind: z.literal('wait'), seconds: z.number().int().positive(), why: z.string() }),
  /** The destination does not exist any more: no further notice will reach it. */
  z.strictObject({ kind: z.literal('gone'), why: z.string() }),
  /** This notice will not be taken there: refused by the channel, or given up after the last attempt. */
  z.strictObject({ kind: z.literal('refused'), why: z.string() }),
]);
export type DeliveryResult = z.infer<typeof DeliveryResult>;

/** How a channel answered one request; each kind reads its own vendor's answers. */
export type ChannelAnswer =
  | { kind: 'delivered' }
  | { kind: 'throttled'; seconds?: number; why: string }
  | { kind: 'try_again'; why: string }
  | { kind: 'gone'; why: string }
  | { kind: 'refused'; why: string };
