import { createHash } from 'node:crypto';
import type { Delivery } from '../notice/delivery.ts';
import { digestEntry } from '../notice/digest.ts';
import type { Notice } from '../notice/notice.ts';
import { plannedDelivery, withDigestInFallback } from '../notice/planned-delivery.ts';
import { quietUntil } from '../notice/quiet-hours.ts';
import { type Route, routesOf, samenessOf } from '../notice/route.ts';
import { durationSeconds } from '../polling/duration.ts';
import type { PlanInput, PlanOutput } from '../workflow/contracts.ts';
import { isoTime } from './clock.ts';
import { broughtId } from './delivery-memory.ts';
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
  const own = await Promise.all([...planned.values()].map((delivery) => intoDigest(delivery, notice, ports)));
  const deliveries = own.filter((delivery) => delivery !== undefined);
  const held = [...planned.keys()].map(inDigest);
  return { deliveries, withheld: untold([...withheld, ...held], deliveries) };
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
const inDigest = (destination: string) => ({ destination, why: 'in_digest' as const });

/** Each destination once, and none that is told. */
function untold(withheld: PlanOutput['withheld'], deliveries: readonly Delivery[]): Withheld {
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
 * Puts a notice into its digest. The first one in it brings the digest to the destination, for the others nothing is left to
 * do. A digest that cannot be kept, or that was brought already, is none; where it is not known who brings it, each does.
 */
async function intoDigest(
  delivery: Delivery,
  notice: Notice,
  { records, onTrouble }: PlanPorts,
): Promise<Delivery | undefined> {
  const { digest: of, hold_seconds: seconds, ...plain } = delivery;
  if (of === undefined || seconds === undefined) return delivery;
  const alone = { ...plain, hold_seconds: seconds };
  const lasts = seconds + digestSeconds;
  try {
    if ((await records.recall({ of, id: broughtId })) !== undefined) return alone;
    await records.keepFirst({ of, id: `notice ${notice.id}` }, JSON.stringify(digestEntry(notice)), lasts);
  } catch (error) {
    onTrouble(error);
    return alone;
  }
  const bringing = bringer(delivery, of, seconds);
  try {
    const first = await records.keepFirst({ of, id: 'brought by' }, notice.id, lasts);
    return first === notice.id ? bringing : undefined;
  } catch (error) {
    onTrouble(error);
    return bringing;
  }
}

const bringer = (delivery: Delivery, digest: string, seconds: number): Delivery => ({
  ...withDigestInFallback(delivery, digest),
  hold_seconds: seconds + digestSlackSeconds,
});
