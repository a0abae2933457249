import type { ChannelAnswer, Delivery, DeliveryResult } from '../notice/delivery.ts';
import { afterAttempt, type DeliverySchedule } from '../notice/delivery-schedule.ts';
import type { Notice } from '../notice/notice.ts';
import type { DeliverInput, DeliverOutput } from '../workflow/contracts.ts';
import { isoTime } from './clock.ts';
import type { DeliveryMemory } from './delivery-memory.ts';
import type { AttemptAnswer, AttemptDelivery } from './ports.ts';

/** Whether a destination gets a message for each notice of a watch, one thread for all, or one message that is updated. */
export type DeliveryMode = 'new' | 'thread' | 'update';

/** What a delivery needs: the channels, how patient each destination's kind is, what is remembered, and the time. */
export interface DeliverPorts {
  attemptDelivery: AttemptDelivery;
  /** How a destination is told; of one that is configured no more, anything. */
  mannerOf: (destination: string) => { schedule: DeliverySchedule; mode: DeliveryMode };
  memory: DeliveryMemory;
  /** Hears what came of each attempt. */
  onResult?: ((destination: string, result: DeliveryResult) => void) | undefined;
  now: () => number;
}

/** From here on a message says that it comes late. */
const lateAfterSeconds = 300;

/** Makes exactly one attempt to deliver, and says what is to be done next. What was delivered before is not sent again. */
export async function deliverNotice(input: DeliverInput, ports: DeliverPorts): Promise<DeliverOutput> {
  const { notice } = input;
  const { attempts, first_attempt_at: first = isoTime(ports.now()) } = input.delivery;
  const delivery = { ...input.delivery, attempts: attempts + 1, first_attempt_at: first };
  if (await ports.memory.wasDelivered(notice, delivery)) {
    return { delivery, result: { kind: 'delivered', before: true } };
  }
  return attempt(notice, delivery, ports);
}

async function attempt(notice: Notice, delivery: Delivery, ports: DeliverPorts): Promise<DeliverOutput> {
  const { memory, now } = ports;
  const { destination } = delivery;
  const { schedule, mode } = ports.mannerOf(destination);
  const [gone, sent] = await Promise.all([
    memory.gone(destination),
    mode === 'new' ? undefined : memory.message(notice, destination),
  ]);
  // An update that comes late would put old news in the place of newer.
  if (mode === 'update' && sent !== undefined && sent.time > notice.time) {
    return { delivery, result: { kind: 'delivered' } };
  }
  const { digest } = delivery;
  const attempted = await ports.attemptDelivery({
    notice,
    destination,
    insteadOf: delivery.instead_of,
    lateSeconds: lateness(notice, now()),
    digest: digest === undefined ? undefined : await memory.digest(digest),
    earlier: sent?.reference,
    goneAs: gone?.fingerprint,
  });
  const isNewlyGone = attempted.fingerprint !== gone?.fingerprint;
  await remember(attempted, { notice, delivery, ports, isNewlyGone });
  const result = resultOf(attempted.answer, delivery, { schedule, now: now() });
  ports.onResult?.(destination, result);
  return { delivery: withReason(delivery, result, isNewlyGone), result };
}

function lateness({ time }: Notice, now: number): number | undefined {
  const seconds = Math.round((now - Date.parse(time)) / 1_000);
  return seconds >= lateAfterSeconds ? seconds : undefined;
}

async function remember(
  { answer, fingerprint }: AttemptAnswer,
  about: { notice: Notice; delivery: Delivery; ports: DeliverPorts; isNewlyGone: boolean },
): Promise<void> {
  const { notice, delivery, ports, isNewlyGone } = about;
  const { destination } = delivery;
  if (answer.kind === 'delivered') {
    await ports.memory.delivered(notice, delivery);
    if (answer.reference !== undefined) {
      await ports.memory.keepMessage(notice, destination, answer.reference);
    }
  }
  if (answer.kind === 'gone' && fingerprint !== undefined && isNewlyGone) {
    await ports.memory.keepGone(destination, { fingerprint, since: isoTime(ports.now()) });
  }
}

function resultOf(
  answer: ChannelAnswer,
  delivery: Delivery,
  schedule: { schedule: DeliverySchedule; now: number },
): DeliveryResult {
  switch (answer.kind) {
    case 'delivered':
      return { kind: 'delivered' };
    case 'gone':
    case 'refused':
      return answer;
    case 'throttled':
      return afterAttempt({ askedSeconds: answer.seconds, why: answer.why }, delivery, schedule);
    case 'try_again':
    case 'message_gone':
      return afterAttempt({ why: answer.why }, delivery, schedule);
  }
}

/** The destination that is told in the place of this one hears why; that a destination is gone is said once. */
function withReason(delivery: Delivery, result: DeliveryResult, isNewlyGone: boolean): Delivery {
  const { destination, fallback } = delivery;
  if (fallback === undefined) return delivery;
  const isWorthSaying = result.kind === 'refused' || (result.kind === 'gone' && isNewlyGone);
  const insteadOf = { destination, ...(isWorthSaying && { why: result.why }) };
  return { ...delivery, fallback: { ...fallback, instead_of: insteadOf } };
}
