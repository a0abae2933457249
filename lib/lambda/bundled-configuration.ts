import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Configuration } from '../config/configuration.ts';
import { parseJson } from '../job/json-value.ts';
import { WrongConfiguration } from '../watch/errors.ts';
import { problemLine, validateInput } from '../watch/validate-input.ts';
import type { ConfiguredEnv } from './env.ts';

/**
 * Reads the configuration from the function's bundle. It is JSON, so no function loads a YAML parser. The
 * deployment has validated it. The schema is applied again to get types, and to refuse a file of another
 * release. Throws WrongConfiguration.
 */
export async function readBundledConfiguration(env: ConfiguredEnv): Promise<Configuration> {
  const file = env.JOBWATCH_CONFIG;
  const path = resolve(env.LAMBDA_TASK_ROOT ?? '.', file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WrongConfiguration(`${file} is missing from the function's bundle; deploy again.`, { cause });
  });
  const parsed = validateInput(Configuration, parseJson(text));
  if (parsed.kind === 'right') return parsed.value;
  const problems = parsed.problems.map(problemLine).join('; ');
  throw new WrongConfiguration(
    `${file} in the function's bundle is not a configuration of this release (${problems}); deploy again.`,
    { cause: parsed.cause },
  );
}
