import { createHash } from 'node:crypto';
import type { Delivery } from '../notice/delivery.ts';
import { digestEntry } from '../notice/digest.ts';
import type { Notice } from '../notice/notice.ts';
import { quietUntil } from '../notice/quiet-hours.ts';
import { type Route, routesOf, samenessOf } from '../notice/route.ts';
import { durationSeconds } from '../polling/duration.ts';
import type { PlanInput, PlanOutput } from '../workflow/contracts.ts';
import { isoTime } from './clock.ts';
import { broughtId, heldId } from './delivery-memory.ts';
import type { Records } from './records.ts';

/** What a plan needs: the routes and destinations, what was told before, and the time. */
export interface PlanPorts {
  routes: readonly Route[];
  /** `readers`: machines get every notice whole, people can have several in one digest. */
  destinations: readonly { id: string; readers: 'people' | 'machines' }[];
  records: Records;
  /** Hears of a store that cannot be reached: the notice is then told rather than held back. */
  onTrouble: (error: unknown) => void;
  now: () => number;
}

/** The digest is written when all who put a notice into it have done so. */
const digestSlackSeconds = 60;
const digestSeconds = 14 * 86_400;

/**
 * Where a notice goes: one delivery for each destination of its routes; the first route that tells a destination at once
 * counts, else the first that tells it later. The same notice planned twice gives the same plan. A dead letter that is sent
 * again goes where it did not arrive, and nowhere else.
 */
export async function planNotice({ notice, again }: PlanInput, ports: PlanPorts): Promise<PlanOutput> {
  if (again !== undefined) return { deliveries: [anew(again)], withheld: [] };
  const planned = new Map<string, Delivery>();
  const withheld: Withheld = [];
  for (const route of routesOf(notice, ports.routes, ports.destinations)) {
    const isRepeat = await wasToldBefore(notice, route, ports);
    if (isRepeat) withheld.push(...route.to.map(toldBefore));
    else keepSooner(planned, deliveriesBy(route, notice, ports));
  }
  const deliveries = await Promise.all(
    [...planned.values()].map((delivery) => intoDigest(delivery, notice, ports)),
  );
  return { deliveries, withheld: onlyThese(withheld, deliveries) };
}

type Withheld = PlanOutput['withheld'];

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
const toldBefore = (destination: string) => ({ destination, why: 'told_before' as const });

/** Each destination once, and none that another route tells. */
function onlyThese(withheld: PlanOutput['withheld'], deliveries: readonly Delivery[]): Withheld {
  const told = new Set(deliveries.map(({ destination }) => destination));
  const byDestination = new Map(withheld.map((one) => [one.destination, one]));
  return [...byDestination.values()].filter(({ destination }) => !told.has(destination));
}

function keepSooner(planned: Map<string, Delivery>, deliveries: readonly Delivery[]): void {
  for (const delivery of deliveries) {
    const before = planned.get(delivery.destination);
    const isSooner = before?.hold_seconds !== undefined && delivery.hold_seconds === undefined;
    if (before === undefined || isSooner) planned.set(delivery.destination, delivery);
  }
}

/** Whether another notice that counts as the same took this route within the time of `once_per`. */
async function wasToldBefore(
  notice: Notice,
  route: Route,
  { records, onTrouble }: PlanPorts,
): Promise<boolean> {
  const { once_per: oncePer, to } = route;
  if (oncePer === undefined) return false;
  const key = createHash('sha256')
    .update(JSON.stringify([to, route.when, samenessOf(notice, oncePer.same)]))
    .digest('hex');
  try {
    const seconds = durationSeconds(oncePer.within) ?? 0;
    return (await records.keepFirst({ of: `once ${key}`, id: 'first' }, notice.id, seconds)) !== notice.id;
  } catch (error) {
    onTrouble(error);
    return false;
  }
}

function deliveriesBy({ to, fallback, quiet }: Route, notice: Notice, ports: PlanPorts): Delivery[] {
  const now = ports.now();
  const isLoud = quiet === undefined || quiet.unless?.includes(notice.severity);
  const until = isLoud ? undefined : quietUntil(quiet, now);
  const hold = (destination: string) =>
    until === undefined
      ? {}
      : {
          hold_seconds: Math.ceil((until - now) / 1_000),
          ...(quiet?.afterwards === 'digest' &&
            readersOf(destination, ports.destinations) === 'people' && {
              digest: `digest ${destination} ${isoTime(until)}`,
            }),
        };
  return to.map((destination) => ({
    destination,
    attempts: 0,
    ...(fallback !== undefined &&
      fallback !== destination && { fallback: fallbackOf(destination, fallback) }),
    ...hold(destination),
  }));
}

const fallbackOf = (destination: string, fallback: string): Delivery['fallback'] => ({
  destination: fallback,
  attempts: 0,
  instead_of: { destination },
});

const readersOf = (id: string, destinations: PlanPorts['destinations']) =>
  destinations.find((destination) => destination.id === id)?.readers;

/**
 * Puts a notice into its digest, which whoever comes first after the quiet hours brings for all who are in it. A digest that
 * cannot be kept, or that was brought already, is none. Whoever is told in the place of the destination is told it too.
 */
async function intoDigest(
  delivery: Delivery,
  notice: Notice,
  { records, onTrouble }: PlanPorts,
): Promise<Delivery> {
  const { digest: of, hold_seconds: seconds, ...plain } = delivery;
  if (of === undefined || seconds === undefined) return delivery;
  const alone = { ...plain, hold_seconds: seconds };
  try {
    if ((await records.recall({ of, id: broughtId })) !== undefined) return alone;
    const entry = JSON.stringify(digestEntry(notice));
    await records.keepFirst({ of, id: heldId(notice.id) }, entry, seconds + digestSeconds);
  } catch (error) {
    onTrouble(error);
    return alone;
  }
  return {
    ...delivery,
    hold_seconds: seconds + digestSlackSeconds,
    ...(delivery.fallback !== undefined && { fallback: { ...delivery.fallback, digest: of } }),
  };
}
