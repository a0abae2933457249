import type { Notification } from '../../notification/notification.ts';
import { plannedDelivery } from '../../notification/planned-delivery.ts';
import { type Route, routesOf } from '../../notification/route.ts';
import type { PlanOutput } from '../../workflow/contracts.ts';

/** What a rehearsal needs of the configuration: `pages` marks the destinations that wake people. */
export interface RehearsalPlanPorts {
  routes: readonly Route[];
  destinations: readonly { id: string; pages: boolean }[];
}

/**
 * Plans the deliveries of a rehearsal: at once, and apart from what real notifications remember (`once_per`, quiet hours,
 * digests). Destinations that the request names get it whatever the routes say. If one of them is unknown, nobody gets it.
 * Otherwise the routes decide, but nobody is paged, not even as a fallback. A plan without deliveries lists what is configured.
 */
export function planRehearsal(notification: Notification, ports: RehearsalPlanPorts): PlanOutput {
  const to = notification.rehearsal?.to;
  const plan = to === undefined ? byRoutes(notification, ports) : byName(to, ports);
  if (plan.deliveries.length > 0) return plan;
  return { ...plan, configured: ports.destinations.map(({ id }) => id) };
}

function byName(to: readonly string[], { destinations }: RehearsalPlanPorts): PlanOutput {
  const named = [...new Set(to)];
  const unknown = named.filter((id) => !destinations.some((destination) => destination.id === id));
  if (unknown.length > 0) {
    const suppressed = unknown.map((destination) => ({ destination, why: 'not_configured' as const }));
    return { deliveries: [], suppressed };
  }
  return { deliveries: named.map((destination) => plannedDelivery({ destination })), suppressed: [] };
}

function byRoutes(notification: Notification, { routes, destinations }: RehearsalPlanPorts): PlanOutput {
  const paging = new Set(destinations.filter(({ pages }) => pages).map(({ id }) => id));
  const asked = routesOf(notification, routes, destinations).flatMap(({ to, fallback }) =>
    to.map((destination) => ({ destination, fallback: paging.has(fallback ?? '') ? undefined : fallback })),
  );
  const [skipped = [], taken = []] = [true, false].map((pages) =>
    asked.filter(({ destination }) => paging.has(destination) === pages),
  );
  const firstOfEach = [...Map.groupBy(taken, ({ destination }) => destination).values()].map(
    ([first]) => first,
  );
  return {
    deliveries: firstOfEach.filter((first) => first !== undefined).map(plannedDelivery),
    suppressed: [...new Set(skipped.map(({ destination }) => destination))].map(pagesPeople),
  };
}

const pagesPeople = (destination: string) => ({ destination, why: 'pages_people' as const });
