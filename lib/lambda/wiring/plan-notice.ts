import { readersOf } from '../../channels/registry.ts';
import type { PlanPorts } from '../../watch/plan-notice.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { RecordsEnv, readEnv } from '../env.ts';
import { wireRecords } from './records.ts';

/** What plan-notice needs: the configured routes and destinations, and the table of what was told before. */
export async function wirePlanNotice(host: Host): Promise<PlanPorts> {
  const env = readEnv(RecordsEnv, host.env);
  const { destinations, routes } = await readBundledConfiguration(env);
  return {
    routes,
    destinations: readersOf(destinations),
    now: host.now,
    lasting: true,
    ...wireRecords(env, host),
  };
}
