import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Configuration } from '../config/configuration.ts';
import { readConfiguration } from '../config/read-configuration.ts';
import { cloudsFilePaths, readCloud } from '../local/clouds-yaml.ts';
import { credentialNames, localCredentials } from './account/local-credentials.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The default configuration file. */
export const defaultConfigFile = 'jobwatch.yaml';

/**
 * Reads the named configuration file, or jobwatch.yaml in this folder. Returns an empty configuration if no
 * file is named and there is none. Throws UsageError if a file cannot be read, and WrongConfiguration if it
 * is wrong.
 */
export async function findConfiguration(
  named: string | undefined,
  { cwd }: Terminal,
): Promise<Configuration> {
  const text = await readIfThere(resolve(cwd, named ?? defaultConfigFile));
  if (text !== undefined) return readConfiguration(text, named ?? defaultConfigFile);
  if (named !== undefined) throw new UsageError(`--config: no file ${named}.`);
  return Configuration.parse({});
}

/**
 * Returns the environment with its credentials replaced by the entry of clouds.yaml that `--os-cloud` names,
 * and its project and region overridden by it. Throws UsageError, WrongConfiguration.
 */
export async function withCloud(name: string | undefined, terminal: Terminal): Promise<Terminal['env']> {
  const { env } = terminal;
  if (name === undefined) return env;
  const paths = cloudsFilePaths(env, terminal);
  for (const path of paths) {
    const text = await readIfThere(path);
    if (text === undefined) continue;
    const cloud = readCloud(text, name, path);
    if (localCredentials(cloud) !== undefined) return { ...withoutReplaced(env, cloud), ...cloud };
    throw new UsageError(
      `${path}: cloud "${name}": expected a token, or ak and sk, or username, password and user_domain_name; found none of these complete`,
    );
  }
  throw new UsageError(`--os-cloud ${name}: no clouds.yaml found; searched ${paths.join(', ')}`);
}

/**
 * Removes all credentials, and the project id if the entry names a project. Values of both are never mixed.
 */
function withoutReplaced(env: Terminal['env'], cloud: Terminal['env']): Terminal['env'] {
  const project = cloud['OS_PROJECT_NAME'] === undefined ? [] : ['OS_PROJECT_ID'];
  const replaced = [...credentialNames, ...project];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !replaced.includes(name)));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    throw new UsageError(`cannot read ${path} (${code}): expected a text file that you may read.`, {
      cause: error,
    });
  }
}
