import { readersOf } from '../../lib/channels/channels.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { readEnv, StoreEnv } from '../../lib/lambda/env.ts';
import { wireStore } from '../../lib/lambda/store.ts';
import type { PlanPorts } from '../../lib/watch/delivery/plan-notification.ts';

/** Wires plan-notification: the configured routes and destinations, and the table of sent notifications. */
export async function wirePlanNotification(host: Host): Promise<PlanPorts> {
  const env = readEnv(StoreEnv, host.env);
  const { destinations, routes } = await readBundledConfiguration(env);
  return {
    routes,
    destinations: readersOf(destinations),
    now: host.now,
    lasting: true,
    ...wireStore(env, host),
  };
}
