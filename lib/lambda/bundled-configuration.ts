import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { readConfiguration } from '../config/read-configuration.ts';
import { WrongConfiguration } from '../watch/errors.ts';
import type { ConfiguredEnv } from './env.ts';

/** Reads the configuration file that was bundled with the function. Throws WrongConfiguration. */
export async function readBundledConfiguration(env: ConfiguredEnv): Promise<Configuration> {
  const path = resolve(env.LAMBDA_TASK_ROOT ?? '.', env.JOBWATCH_CONFIG);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WrongConfiguration(`${env.JOBWATCH_CONFIG} is not in the function's bundle; deploy again.`, {
      cause,
    });
  });
  return readConfiguration(text, env.JOBWATCH_CONFIG);
}
