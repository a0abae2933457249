import { destinationsOf, type Route } from '../notice/route.ts';
import type { PlanInput, PlanOutput } from '../workflow/contracts.ts';

/** Where a notice goes: one delivery for each destination of its routes. */
export function planNotice(
  { notice }: PlanInput,
  ports: { routes: readonly Route[]; destinations: readonly { id: string }[] },
): PlanOutput {
  const destinations = destinationsOf(notice, ports.routes, ports.destinations);
  return { deliveries: destinations.map((destination) => ({ destination, attempts: 0 })) };
}
