import { cutText } from '../job/cut-text.ts';
import type { ChannelAnswer, Delivery, DeliveryResult } from '../notice/delivery.ts';
import { afterAttempt, type DeliverySchedule } from '../notice/delivery-schedule.ts';
import type { Notice } from '../notice/notice.ts';
import type { DeliverInput, DeliverOutput } from '../workflow/contracts.ts';
import { isoTime } from './clock.ts';
import type { DeliveryMemory, HeldNotice } from './delivery-memory.ts';
import type { Attempt, AttemptAnswer, AttemptDelivery } from './ports.ts';

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

/** Bytes that the reason of a result may take of the state. */
const whyBytes = 500;
/** A destination that was gone may have come back (a channel restored, a bot invited): so often that is tried. */
const probeGoneAfterMs = 86_400_000;
/** From here on a message says that it comes late. */
const lateAfterSeconds = 300;

/** Makes exactly one attempt to deliver, and says what is to be done next. What was delivered before is not sent again. */
export async function deliverNotice(input: DeliverInput, ports: DeliverPorts): Promise<DeliverOutput> {
  const { notice } = input;
  const { attempts, first_attempt_at: first = isoTime(ports.now()) } = input.delivery;
  const delivery = { ...input.delivery, attempts: attempts + 1, first_attempt_at: first };
  const before: DeliverOutput = { delivery, result: { kind: 'delivered', before: true } };
  const wasDelivered = () => ports.memory.wasDelivered(notice, delivery);
  if (await wasDelivered()) return before;
  // Whoever had the turn before may have delivered it.
  return inTurn(input, ports, async () =>
    (await wasDelivered()) ? before : attempt(notice, delivery, ports),
  );
}

/**
 * Makes the attempt while nobody else brings the same to the same place: it would come twice. Where the notices of a watch
 * share a message, that is any of them: both would begin it, or the older one have the last word. Waiting is no attempt.
 */
async function inTurn(
  { notice, delivery }: DeliverInput,
  ports: DeliverPorts,
  make: () => Promise<DeliverOutput>,
): Promise<DeliverOutput> {
  const { of, why } = turnOf(notice, delivery, ports);
  const endTurn = await ports.memory.takeTurn(of, delivery.destination);
  if (endTurn === undefined) return { delivery, result: { kind: 'wait', seconds: 5, why } };
  try {
    return await make();
  } finally {
    await endTurn();
  }
}

function turnOf({ id, watch }: Notice, delivery: Delivery, ports: DeliverPorts): { of: string; why: string } {
  if (mannerOf(delivery, ports).mode !== 'new') {
    return { of: `watch ${watch.id}`, why: 'another notice of the same watch is on its way there' };
  }
  return { of: delivery.digest ?? `notice ${id}`, why: 'it is on its way there already' };
}

async function attempt(notice: Notice, delivery: Delivery, ports: DeliverPorts): Promise<DeliverOutput> {
  const { memory, now } = ports;
  const { destination } = delivery;
  const { schedule, mode } = mannerOf(delivery, ports);
  const [gone, sent] = await Promise.all([
    memory.gone(destination),
    mode === 'new' ? undefined : memory.message(notice, destination),
  ]);
  // An update that comes late would put old news in the place of newer.
  if (mode === 'update' && sent !== undefined && sent.time > notice.time) {
    return { delivery, result: { kind: 'delivered' } };
  }
  const isProbed = gone === undefined || now() - Date.parse(gone.since) >= probeGoneAfterMs;
  const attempted = await attemptWithDigest(ports, delivery, {
    notice,
    destination,
    insteadOf: delivery.instead_of,
    lateSeconds: lateness(notice, now()),
    earlier: sent?.reference,
    goneAs: isProbed ? undefined : gone.fingerprint,
  });
  const isNewlyGone = attempted.fingerprint !== gone?.fingerprint;
  const result = shortened(resultOf(attempted.answer, delivery, { schedule, now: now() }));
  await remember(attempted, { notice, delivery, ports, mode, isProbed });
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

/** What an attempt was answered, and which notices it was about. */
type Attempted = AttemptAnswer & { about: readonly Pick<Notice, 'id'>[] };

/** The notices of a delivery's digest that neither its destination nor the one that it stands for was told otherwise. */
async function untold(delivery: Delivery, memory: DeliveryMemory): Promise<HeldNotice[]> {
  if (delivery.digest === undefined) return [];
  const held = await memory.digest(delivery.digest);
  const { instead_of: insteadOf } = delivery;
  const own = [delivery, ...(insteadOf === undefined ? [] : [{ ...insteadOf, attempts: 0 }])];
  const wasTold = async (one: HeldNotice) =>
    (await Promise.all(own.map((each) => memory.wasDelivered(one, each)))).includes(true);
  const wereTold = await Promise.all(held.map(wasTold));
  return held.filter((_, index) => !wereTold[index]);
}

/**
 * A digest that cannot be read is tried again: its notices stand nowhere else. In place of a notice that is not in it, it is
 * not brought.
 */
async function attemptWithDigest(
  { memory, attemptDelivery }: DeliverPorts,
  delivery: Delivery,
  attempted: Attempt,
): Promise<Attempted> {
  const { notice } = attempted;
  try {
    const held = await untold(delivery, memory);
    if (held.some(({ id }) => id === notice.id)) {
      const entries = held.map(({ entry }) => entry);
      return { ...(await attemptDelivery({ ...attempted, digest: entries })), about: held };
    }
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    const why = `what was held back in quiet hours cannot be read (${name})`;
    return { answer: { kind: 'try_again', why }, about: [] };
  }
  return { ...(await attemptDelivery(attempted)), about: [notice] };
}

function lateness({ time }: Notice, now: number): number | undefined {
  const seconds = Math.round((now - Date.parse(time)) / 1_000);
  return seconds >= lateAfterSeconds ? seconds : undefined;
}

async function remember(
  { answer, fingerprint, about }: Attempted,
  made: { notice: Notice; delivery: Delivery; ports: DeliverPorts; mode: DeliveryMode; isProbed: boolean },
): Promise<void> {
  const { notice, delivery, ports, mode, isProbed } = made;
  const { destination } = delivery;
  if (answer.kind === 'delivered') {
    await Promise.all(about.map((one) => ports.memory.delivered(one, delivery)));
    if (answer.reference !== undefined && mode !== 'new') {
      await ports.memory.keepMessage(notice, destination, answer.reference);
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
  result.kind === 'delivered' ? result : { ...result, why: cutText(result.why, whyBytes) };

/** The destination that is told in the place of this one hears why; that a destination is gone is said once. */
function withReason(delivery: Delivery, result: DeliveryResult, isNewlyGone: boolean): Delivery {
  const { destination, fallback } = delivery;
  if (fallback === undefined) return delivery;
  const isWorthSaying = result.kind === 'refused' || (result.kind === 'gone' && isNewlyGone);
  const insteadOf = { destination, ...(isWorthSaying && { why: result.why }) };
  return { ...delivery, fallback: { ...fallback, instead_of: insteadOf } };
}
