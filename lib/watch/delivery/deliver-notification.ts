import { cutToBytes } from '../../job/cut-text.ts';
import type { ChannelAnswer, Delivery, DeliveryResult } from '../../notification/delivery.ts';
import { afterAttempt, type DeliverySchedule } from '../../notification/delivery-schedule.ts';
import type { Notification } from '../../notification/notification.ts';
import type { DeliverInput, DeliverOutput } from '../../workflow/contracts.ts';
import type { Attempt, AttemptAnswer, AttemptDelivery } from '../ports/attempt-delivery.ts';
import { isoTime } from '../ports/clock.ts';
import type { DeliveryMemory } from './delivery-memory.ts';
import { type Left, leftToDeliver } from './left-to-deliver.ts';

/** Whether a destination gets a message for each notification of a watch, one thread for all, or one message that is updated. */
export type DeliveryMode = 'new' | 'thread' | 'update';

/** What a delivery needs: the channels, how patient each destination's kind is, what is remembered, and the time. */
export interface DeliverPorts {
  attemptDelivery: AttemptDelivery;
  /** Returns how to deliver to a destination; anything for one that is no longer configured. */
  mannerOf: (destination: string) => { schedule: DeliverySchedule; mode: DeliveryMode };
  memory: DeliveryMemory;
  /** Hears what came of each attempt. */
  onResult?: ((destination: string, result: DeliveryResult) => void) | undefined;
  now: () => number;
}

/** Bytes that the reason of a result may take of the state. */
const whyBytes = 500;
/** A destination that was gone may have come back (a channel restored, a bot invited): so often that is tried. */
const probeGoneAfterMs = 86_400_000;
const onItsWay = 'it is on its way there already';
/** From here on a message says that it comes late. */
const lateAfterSeconds = 300;

/**
 * Makes exactly one attempt to deliver, and says what is to be done next. What was delivered before is not sent again.
 *
 * A message for each notification (mode `new`) costs three calls to the store, each for a reason: the lease, which says also
 * whether the notification was delivered (nobody else may send it at the same time, or again); whether the destination is gone
 * (it asked for no more requests); and the result (delivered, or the lease is released for the next attempt). A destination
 * that is newly gone is remembered with a fourth.
 */
export async function deliverNotification(input: DeliverInput, ports: DeliverPorts): Promise<DeliverOutput> {
  const { notification } = input;
  const { attempts, first_attempt_at: first = isoTime(ports.now()) } = input.delivery;
  const delivery = { ...input.delivery, attempts: attempts + 1, first_attempt_at: first };
  const before: DeliverOutput = { delivery, result: { kind: 'delivered', before: true } };
  const shared = sharedBy(notification, delivery, ports);
  const lease = await (shared === undefined
    ? ports.memory.leaseDelivery(notification, delivery.destination)
    : ports.memory.leaseShared(shared.of, delivery.destination));
  switch (lease.kind) {
    case 'delivered':
      return before;
    case 'busy':
      // Waiting is no attempt.
      return { delivery: input.delivery, result: { kind: 'wait', seconds: 5, why: shared?.why ?? onItsWay } };
    case 'held': {
      let isOver = false;
      try {
        const output = (await attempt(notification, delivery, ports)) ?? before;
        isOver = shared === undefined && output.result.kind === 'delivered';
        return output;
      } finally {
        if (!isOver) await lease.release();
      }
    }
  }
}

/**
 * What a delivery has in common with others, so that only one of them may be made at a time: both would begin the message of
 * a watch, or the older one would have the last word; and a digest would come once for each notification in it.
 */
function sharedBy(
  { watch }: Notification,
  delivery: Delivery,
  ports: DeliverPorts,
): { of: string; why: string } | undefined {
  if (delivery.digest !== undefined) return { of: delivery.digest, why: onItsWay };
  if (mannerOf(delivery, ports).mode === 'new') return undefined;
  return { of: `watch ${watch.id}`, why: 'another notification of the same watch is on its way there' };
}

/** The attempt under a lease; undefined where nothing is left to deliver. */
async function attempt(
  notification: Notification,
  delivery: Delivery,
  ports: DeliverPorts,
): Promise<DeliverOutput | undefined> {
  const { memory, now } = ports;
  const { destination } = delivery;
  const { schedule, mode } = mannerOf(delivery, ports);
  const [left, gone, sent] = await Promise.all([
    leftToDeliver(notification, delivery, { memory, isLeased: mode === 'new' }),
    memory.gone(destination),
    mode === 'new' ? undefined : memory.message(notification, destination),
  ]);
  if (left.kind === 'nothing') return undefined;
  // An update that comes late would put old news in the place of newer.
  if (mode === 'update' && sent !== undefined && sent.time > notification.time) {
    return { delivery, result: { kind: 'delivered' } };
  }
  const isProbed = gone === undefined || now() - Date.parse(gone.since) >= probeGoneAfterMs;
  const attempted = await attemptWhatIsLeft(ports, left, {
    notification,
    destination,
    insteadOf: delivery.instead_of,
    lateSeconds: lateness(notification, now()),
    earlier: sent?.reference,
    goneAs: isProbed ? undefined : gone.fingerprint,
  });
  const isNewlyGone = attempted.fingerprint !== gone?.fingerprint;
  const result = shortened(resultOf(attempted.answer, delivery, { schedule, now: now() }));
  await remember(attempted, { notification, delivery, ports, mode, isProbed });
  if (delivery.digest !== undefined && result.kind !== 'wait') await memory.closeDigest(delivery.digest);
  ports.onResult?.(destination, result);
  return { delivery: withReason(delivery, result, isNewlyGone), result };
}

/** A digest is about many watches: it is a message of its own. */
function mannerOf(
  { destination, digest }: Delivery,
  ports: DeliverPorts,
): ReturnType<DeliverPorts['mannerOf']> {
  const manner = ports.mannerOf(destination);
  return digest === undefined ? manner : { ...manner, mode: 'new' };
}

/** What an attempt was answered, and which notifications it was about. */
type Attempted = AttemptAnswer & { about: readonly Pick<Notification, 'id'>[] };

/** A digest that cannot be read is tried again: its notifications stand nowhere else. */
async function attemptWhatIsLeft(
  { attemptDelivery }: DeliverPorts,
  left: Exclude<Left, { kind: 'nothing' }>,
  attempted: Attempt,
): Promise<Attempted> {
  switch (left.kind) {
    case 'unknown':
      return { answer: { kind: 'try_again', why: left.why }, about: [] };
    case 'digest': {
      const digest = left.held.map(({ entry }) => entry);
      return { ...(await attemptDelivery({ ...attempted, digest })), about: left.held };
    }
    case 'notification':
      return { ...(await attemptDelivery(attempted)), about: [attempted.notification] };
  }
}

function lateness({ time }: Notification, now: number): number | undefined {
  const seconds = Math.round((now - Date.parse(time)) / 1_000);
  return seconds >= lateAfterSeconds ? seconds : undefined;
}

async function remember(
  { answer, fingerprint, about }: Attempted,
  made: {
    notification: Notification;
    delivery: Delivery;
    ports: DeliverPorts;
    mode: DeliveryMode;
    isProbed: boolean;
  },
): Promise<void> {
  const { notification, delivery, ports, mode, isProbed } = made;
  const { destination } = delivery;
  if (answer.kind === 'delivered') {
    await Promise.all(about.map((one) => ports.memory.delivered(one, delivery)));
    if (answer.reference !== undefined && mode !== 'new') {
      await ports.memory.keepMessage(notification, destination, answer.reference);
    }
  }
  if (answer.kind === 'gone' && fingerprint !== undefined && isProbed) {
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

const shortened = (result: DeliveryResult): DeliveryResult =>
  result.kind === 'delivered' ? result : { ...result, why: cutToBytes(result.why, whyBytes) };

/** Adds the reason to the fallback. Only the first notification after a destination is gone states that. */
function withReason(delivery: Delivery, result: DeliveryResult, isNewlyGone: boolean): Delivery {
  const { destination, fallback } = delivery;
  if (fallback === undefined) return delivery;
  const isWorthSaying = result.kind === 'refused' || (result.kind === 'gone' && isNewlyGone);
  const insteadOf = { destination, ...(isWorthSaying && { why: result.why }) };
  return { ...delivery, fallback: { ...fallback, instead_of: insteadOf } };
}
