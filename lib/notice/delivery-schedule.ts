import type { ChannelAnswer, Delivery, DeliveryResult } from './delivery.ts';

/**
 * Waits between attempts in seconds. People in a chat are helped by minutes: it gives up after about half an hour.
 * A webhook is retried for three days, on the schedule that Standard Webhooks recommends.
 */
export const deliverySchedules = {
  chat: [5, 15, 45, 120, 300, 600, 600],
  webhook: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
} as const satisfies Record<string, readonly number[]>;

export type DeliverySchedule = keyof typeof deliverySchedules;

/** What to do after one attempt: `delivery` counts it already. Retry-After is a floor under the schedule's own wait. */
export function afterAttempt(
  answer: ChannelAnswer,
  delivery: Delivery,
  schedule: DeliverySchedule,
): DeliveryResult {
  if (answer.kind !== 'throttled' && answer.kind !== 'try_again') return answer;
  const planned: number | undefined = deliverySchedules[schedule][delivery.attempts - 1];
  if (planned === undefined) {
    return { kind: 'refused', why: `gave up after ${delivery.attempts} attempts: ${answer.why}` };
  }
  const asked = answer.kind === 'throttled' ? (answer.seconds ?? 0) : 0;
  return { kind: 'wait', seconds: Math.max(planned, Math.ceil(asked)), why: answer.why };
}
