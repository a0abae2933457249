import { jsonBytes } from '../job/cut-text.ts';
import { meaningOf, type NotificationType, notificationTypes } from './notification.ts';
import { plannedDelivery, withDigestInFallback } from './planned-delivery.ts';
import { isAskedFor, orToEverybody, type Route } from './route.ts';

/**
 * Most bytes of a notification's deliveries in the state of send-notification, beside the notification
 * itself.
 */
export const mostPlanBytes = 5_632;
/**
 * How many deliveries an inline Map runs at a time (AWS, "Map state"). More would wait for days until one
 * ends.
 */
export const mostDeliveries = 40;

/** A notification that could have too many deliveries, and their number and size. */
export interface Crowd {
  type: NotificationType;
  deliveries: number;
  bytes: number;
}

/**
 * Returns the notification with the most deliveries if they exceed a limit, or undefined. A notification has
 * one type, one account and one value for each label, so routes that ask for different ones never match the
 * same notification.
 */
export function crowdOf(
  routes: readonly Route[],
  destinations: readonly { id: string }[],
): Crowd | undefined {
  const all = orToEverybody(routes, destinations);
  // The last one stands for all accounts that no route names.
  const accounts = new Set([...all.flatMap(({ when }) => when?.account ?? []), '']);
  const crowds = notificationTypes.flatMap((type) =>
    [...accounts].map((account) => {
      const about = { ...meaningOf[type], type, account };
      return { type, ...deliveriesOf(all.filter((route) => isAskedFor(route, about))) };
    }),
  );
  return crowds
    .filter(({ deliveries, bytes }) => deliveries > mostDeliveries || bytes > mostPlanBytes)
    .sort((one, other) => other.bytes - one.bytes)[0];
}

/** Returns the most deliveries of a notification that takes some of these routes. */
function deliveriesOf(routes: readonly Route[]): Omit<Crowd, 'type'> {
  const always = sum(routes.filter((route) => labelOf(route) === undefined));
  const byLabel = Map.groupBy(
    routes.filter((route) => labelOf(route) !== undefined),
    (route) => labelOf(route)?.[0],
  );
  const most = [...byLabel.values()]
    .map((asking) => [...Map.groupBy(asking, (route) => labelOf(route)?.[1]).values()].map(sum))
    .reduce((before, ofLabel) => {
      const deliveries = Math.max(...ofLabel.map((one) => one.deliveries));
      const bytes = Math.max(...ofLabel.map((one) => one.bytes));
      return { deliveries: before.deliveries + deliveries, bytes: before.bytes + bytes };
    }, always);
  // Several labels may name the same destinations; these count once.
  const all = sum(routes);
  return {
    deliveries: Math.min(most.deliveries, all.deliveries),
    bytes: Math.min(most.bytes, all.bytes),
  };
}

const labelOf = ({ when }: Route): [string, string] | undefined => Object.entries(when?.labels ?? {})[0];

/** Counts each destination once, with its longest delivery. */
function sum(routes: readonly Route[]): Omit<Crowd, 'type'> {
  const bytes = new Map<string, number>();
  for (const route of routes) {
    for (const destination of route.to) {
      bytes.set(destination, Math.max(bytes.get(destination) ?? 0, longestBytes(destination, route)));
    }
  }
  return { deliveries: bytes.size, bytes: [...bytes.values()].reduce((all, one) => all + one, 0) };
}

const longestHold = { holdSeconds: 9_999_999, digestUntil: '2026-01-01T00:00:00.000Z' };

function longestBytes(destination: string, { fallback, quiet }: Route): number {
  const delivery = plannedDelivery({ destination, fallback, ...(quiet !== undefined && longestHold) });
  const { digest } = delivery;
  return jsonBytes(digest === undefined ? delivery : withDigestInFallback(delivery, digest)) + 1;
}
