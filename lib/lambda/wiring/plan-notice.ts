import type { Configuration } from '../../config/configuration.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { ConfiguredEnv, readEnv } from '../env.ts';

/** What plan-notice needs: the configured routes and destinations, and nothing of AWS. */
export const wirePlanNotice = ({ env }: Host): Promise<Configuration> =>
  readBundledConfiguration(readEnv(ConfiguredEnv, env));
