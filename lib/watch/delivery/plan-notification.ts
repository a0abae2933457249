import { createHash } from 'node:crypto';
import type { Delivery } from '../../notification/delivery.ts';
import { digestEntry } from '../../notification/digest.ts';
import type { Notification } from '../../notification/notification.ts';
import { plannedDelivery, withDigestInFallback } from '../../notification/planned-delivery.ts';
import { quietUntil } from '../../notification/quiet-hours.ts';
import { type Route, routesOf, samenessOf } from '../../notification/route.ts';
import { durationSeconds } from '../../polling/duration.ts';
import type { PlanInput, PlanOutput } from '../../workflow/contracts.ts';
import { versioned } from '../../workflow/state-version.ts';
import { isoTime } from '../ports/clock.ts';
import type { KeyValueStore } from '../ports/key-value-store.ts';
import type { Owner } from '../ports/owner.ts';
import { closedId, deferredId, wasDeliveredFor } from './delivery-memory.ts';
import { planRehearsal } from './plan-rehearsal.ts';

/** What a plan needs: the routes and destinations, what was told before, and the time. */
export interface PlanPorts {
  routes: readonly Route[];
  /** `readers`: machines get every notification whole, people can have several in one digest. `pages`: it wakes people. */
  destinations: readonly { id: string; readers: 'people' | 'machines'; pages: boolean }[];
  store: KeyValueStore;
  owner: Owner;
  /** Whether a planned delivery is brought for sure, as by an execution, and not only while a process lives. */
  lasting: boolean;
  /** Hears of a store that cannot be reached: the notification is then told rather than held back. */
  onTrouble: (error: unknown) => void;
  now: () => number;
}

/** The digest is written when all who put a notification into it have done so. */
const digestSlackSeconds = 60;
const digestSeconds = 14 * 86_400;

/**
 * Where a notification goes: one delivery for each destination of its routes; the first route that tells a destination at once
 * counts, else the first that tells it later. The same notification planned twice gives the same plan. A dead letter that is sent
 * again goes where it did not arrive, and nowhere else.
 */
export async function planNotification(
  { notification, again }: PlanInput,
  ports: PlanPorts,
): Promise<PlanOutput> {
  if (again !== undefined) return { deliveries: [anew(again)], suppressed: [] };
  if (notification.rehearsal !== undefined) return planRehearsal(notification, ports);
  const planned = new Map<string, Delivery>();
  const suppressed: Suppressed = [];
  for (const route of routesOf(notification, ports.routes, ports.destinations)) {
    const repeats = await wereNotifiedBefore(notification, route, ports);
    const to = route.to.filter((destination) => !repeats.includes(destination));
    suppressed.push(...repeats.map(notifiedBefore));
    keepSooner(planned, deliveriesBy({ ...route, to }, notification, ports));
  }
  const firsts = [...planned.values()].map((delivery) => withoutNotifiedFallback(delivery, planned));
  const own = await Promise.all(firsts.map((delivery) => intoDigest(delivery, notification, ports)));
  const deliveries = own.filter((delivery) => delivery !== undefined);
  const held = [...planned.keys()].map(inDigest);
  return { deliveries, suppressed: notNotifiedNow([...suppressed, ...held], deliveries) };
}

type Suppressed = PlanOutput['suppressed'];

/** A delivery as if it had never been tried, and without its quiet hours: they are over. */
const anew = ({
  attempts: _made,
  first_attempt_at: _first,
  hold_seconds: _held,
  ...delivery
}: Delivery): Delivery => ({
  ...delivery,
  attempts: 0,
});
const notifiedBefore = (destination: string) => ({ destination, why: 'notified_before' as const });
const inDigest = (destination: string) => ({ destination, why: 'in_digest' as const });

/** Each destination once, and none that is told. */
function notNotifiedNow(suppressed: PlanOutput['suppressed'], deliveries: readonly Delivery[]): Suppressed {
  const notified = new Set(deliveries.map(({ destination }) => destination));
  const byDestination = new Map(suppressed.map((one) => [one.destination, one]));
  return [...byDestination.values()].filter(({ destination }) => !notified.has(destination));
}

function keepSooner(planned: Map<string, Delivery>, deliveries: readonly Delivery[]): void {
  for (const delivery of deliveries) {
    const before = planned.get(delivery.destination);
    const isSooner = before?.hold_seconds !== undefined && delivery.hold_seconds === undefined;
    if (before === undefined || isSooner) planned.set(delivery.destination, delivery);
  }
}

/**
 * Removes a fallback that the plan itself notifies, and no later: it would get the notification twice. A fallback whose
 * own delivery is deferred for longer stays, because somebody must be notified now; its own delivery is then skipped.
 */
function withoutNotifiedFallback(delivery: Delivery, planned: ReadonlyMap<string, Delivery>): Delivery {
  const { fallback, ...alone } = delivery;
  const own = fallback === undefined ? undefined : planned.get(fallback.destination);
  if (own === undefined || (own.hold_seconds ?? 0) > (delivery.hold_seconds ?? 0)) return delivery;
  return alone;
}

/** The destinations of a route that another notification goes to, that counts as the same, within the time of `once_per`. */
async function wereNotifiedBefore(
  notification: Notification,
  route: Route,
  ports: PlanPorts,
): Promise<string[]> {
  const { once_per: oncePer, to } = route;
  if (oncePer === undefined) return [];
  const isRepeat = async (destination: string): Promise<boolean> => {
    const sameness = [destination, route.when, samenessOf(notification, oncePer.same)];
    const key = createHash('sha256').update(JSON.stringify(sameness)).digest('hex');
    const claim = {
      key,
      seconds: durationSeconds(oncePer.within) ?? 0,
      destination,
      fallback: route.fallback,
    };
    try {
      return (await firstOf(claim, notification, ports)) !== notification.id;
    } catch (error) {
      ports.onTrouble(error);
      return false;
    }
  };
  const repeats = await Promise.all(to.map(isRepeat));
  return to.filter((_, index) => repeats[index]);
}

/**
 * The id of the notification that is the first of the same at a destination. One whose process has died before it was delivered is
 * none: nobody brings it any more.
 */
async function firstOf(
  claim: { key: string; seconds: number; destination: string; fallback: string | undefined },
  notification: Notification,
  { store, owner }: PlanPorts,
): Promise<string> {
  const key = { of: `once ${claim.key}`, id: 'first' };
  const mine = `${owner.newToken()} ${notification.id}`;
  const there = await store.putIfAbsent(key, mine, claim.seconds);
  if (!owner.isDead(there) || (await wasDeliveredFor({ id: claimed(there) }, claim, store)))
    return claimed(there);
  return claimed(await store.compareAndSwap(key, { old: there, text: mine }, claim.seconds));
}

const claimed = (claim: string): string => claim.slice(claim.lastIndexOf(' ') + 1);

function deliveriesBy(
  { to, fallback, quiet }: Route,
  notification: Notification,
  ports: PlanPorts,
): Delivery[] {
  const now = ports.now();
  const isLoud = quiet === undefined || quiet.unless?.includes(notification.severity);
  const until = isLoud ? undefined : quietUntil(quiet, now);
  const hold = (destination: string) => {
    if (until === undefined) return {};
    const isDigest = quiet?.afterwards === 'digest' && isForPeople(destination, ports.destinations);
    return {
      holdSeconds: Math.ceil((until - now) / 1_000),
      digestUntil: isDigest ? isoTime(until) : undefined,
    };
  };
  return to.map((destination) => plannedDelivery({ destination, fallback, ...hold(destination) }));
}

const isForPeople = (destination: string, destinations: PlanPorts['destinations']): boolean =>
  destinations.some(({ id, readers }) => id === destination && readers === 'people');

/**
 * Puts a notification into its digest. In the cloud the first notification's execution delivers the digest, and the
 * others stop. Locally a process may exit, so every notification schedules it, and the first one after quiet hours sends
 * it. If the digest is closed or cannot be stored, the notification is delivered alone. A fallback sends the digest too.
 */
async function intoDigest(
  delivery: Delivery,
  notification: Notification,
  { store, lasting, onTrouble }: PlanPorts,
): Promise<Delivery | undefined> {
  const { digest: of, hold_seconds: seconds, ...plain } = delivery;
  if (of === undefined || seconds === undefined) return delivery;
  const alone = { ...plain, hold_seconds: seconds };
  const lasts = seconds + digestSeconds;
  try {
    if ((await store.get({ of, id: closedId })) !== undefined) return alone;
    const entry = JSON.stringify(versioned(digestEntry(notification)));
    await store.putIfAbsent({ of, id: deferredId(notification.id) }, entry, lasts);
    const isAnothers =
      lasting &&
      (await store.putIfAbsent({ of, id: 'delivered by' }, notification.id, lasts)) !== notification.id;
    if (isAnothers) return undefined;
  } catch (error) {
    onTrouble(error);
    return alone;
  }
  return { ...withDigestInFallback(delivery, of), hold_seconds: seconds + digestSlackSeconds };
}
