import { readersOf } from '../../channels/registry.ts';
import type { PlanPorts } from '../../watch/plan-notification.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { readEnv, StoreEnv } from '../env.ts';
import { wireStore } from './store.ts';

/** What plan-notification needs: the configured routes and destinations, and the table of what was told before. */
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
