import type { Delivery, DeliveryResult } from './delivery.ts';

/**
 * The retries of a class of channels, in seconds: the waits between attempts (the last repeats) and the time
 * limit.
 */
interface Schedule {
  waits: readonly [number, ...number[]];
  patience: number;
}

/**
 * A chat message helps people for minutes only, so a chat delivery gives up after about half an hour. Alarms
 * and messages to other systems are retried for hours. A webhook is retried for three days, as Standard
 * Webhooks recommends.
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

/** An answer that allows sending the same message again. */
export interface ComeAgain {
  /** The wait that the channel asked for, in seconds, if it did. */
  askedSeconds?: number | undefined;
  why: string;
}

/**
 * For this many attempts a delivery waits exactly as long as the channel asks. After that the channel's wait
 * is only a minimum, since it has proven too short.
 */
const believedWaits = 10;
/**
 * The longest wait that a channel may ask for: a day. The reader of `Retry-After` has the same limit;
 * vendors' own fields are limited here only.
 */
export const longestAskedSeconds = 86_400;
/** Most attempts of a delivery: the deliveries of a notification share the 25,000 events of an execution. */
const mostAttempts = 50;

/**
 * Decides after a failed attempt: retry, after the wait that the channel asked for or else the schedule's
 * wait, or give up. `delivery` counts this attempt already; `now` is in milliseconds since 1970. If the
 * channel asks for a wait that ends after the schedule's time limit, one last attempt follows it.
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
