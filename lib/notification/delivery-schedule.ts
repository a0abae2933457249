import type { Delivery, DeliveryResult } from './delivery.ts';

/**
 * How patient a class of channels is, in seconds: the waits between attempts, of which the last repeats, and after how long
 * a delivery is given up.
 */
interface Schedule {
  waits: readonly [number, ...number[]];
  patience: number;
}

/**
 * People in a chat are helped by minutes: it gives up after about half an hour. What raises alarms or feeds other systems
 * is tried for hours. A webhook is retried for three days, as Standard Webhooks recommends.
 */
export const deliverySchedules = {
  chat: { waits: [5, 15, 45, 120, 300, 600], patience: 1_800 },
  incident: { waits: [5, 15, 60, 300, 900, 1_800], patience: 21_600 },
  webhook: {
    waits: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
    patience: 273_600,
  },
} as const satisfies Record<string, Schedule>;

export type DeliverySchedule = keyof typeof deliverySchedules;

/** An answer after which the same message may be sent again. */
export interface ComeAgain {
  /** The seconds that the channel asked to wait, where it did. */
  askedSeconds?: number | undefined;
  why: string;
}

/** So often a channel's own wait is taken to the letter; from then on it is a floor, because it keeps not being enough. */
const believedWaits = 10;
/** The longest wait that a channel may ask for: a day. `Retry-After` is capped alike, other vendors' fields are not. */
export const longestAskedSeconds = 86_400;
/** Deliveries of one notification share the 25,000 events of one execution. */
const mostAttempts = 50;

/**
 * When to try again: after exactly the wait that the channel asked for, else after the schedule's own; or that the delivery
 * is given up. `delivery` counts the attempt already; `now` in milliseconds since 1970. A wait that was asked for may end
 * after the patience of the schedule, whose last attempt then follows it.
 */
export function afterAttempt(
  { askedSeconds, why }: ComeAgain,
  delivery: Delivery,
  { schedule, now }: { schedule: DeliverySchedule; now: number },
): DeliveryResult {
  const { waits, patience }: Schedule = deliverySchedules[schedule];
  const { attempts, first_attempt_at: first } = delivery;
  const elapsed = first === undefined ? 0 : Math.max(0, (now - Date.parse(first)) / 1_000);
  const planned = waits[Math.min(attempts, waits.length) - 1] ?? waits[0];
  const isOver = attempts >= mostAttempts || elapsed + (askedSeconds === undefined ? planned : 0) > patience;
  if (isOver) return { kind: 'refused', why: `gave up after ${attempts} attempts: ${why}` };
  if (askedSeconds === undefined) return { kind: 'wait', seconds: planned, why };
  const asked = Math.min(Math.max(1, Math.ceil(askedSeconds)), longestAskedSeconds);
  return { kind: 'wait', seconds: attempts > believedWaits ? Math.max(asked, planned) : asked, why };
}
