import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Configuration, secretRefsOf } from '../../config/configuration.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { defaultConfigFile } from '../read-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/**
 * `jobwatch check`: says what a configuration holds, or throws WrongConfiguration with every problem. Secrets that this
 * environment does not have are told and are no problem: the file may be meant for another place.
 */
export async function checkCommand(
  flags: { config?: string | undefined },
  terminal: Terminal,
): Promise<number> {
  const fileName = flags.config ?? defaultConfigFile;
  const configuration = readConfiguration(await readNamed(fileName, terminal), fileName);
  terminal.out(`${fileName} is valid: ${contents(configuration)}.\n`);
  for (const name of missingVariables(configuration, terminal.env)) {
    terminal.out(`Note: env:${name} is referred to, and ${name} is not set here.\n`);
  }
  return 0;
}

async function readNamed(fileName: string, { cwd }: Terminal): Promise<string> {
  try {
    return await readFile(resolve(cwd, fileName), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    throw new UsageError(
      `${fileName} cannot be read (${code}): expected a configuration file; name another with --config FILE.`,
      { cause: error },
    );
  }
}

function contents({ accounts, destinations, routes, ports = [], polling }: Configuration): string {
  const count = (items: readonly unknown[], one: string, many = `${one}s`) =>
    `${items.length} ${items.length === 1 ? one : many}`;
  const notified =
    routes.length === 0
      ? 'no routes, so every destination hears how every watch ended'
      : count(routes, 'route');
  const at = ports.length === 0 ? '' : ` at port 443 and at ${ports.join(', ')}`;
  return `${count(accounts, 'account')}, ${count(destinations, 'destination')}${at}, ${notified}, ${polling.preset} polling with a deadline of ${polling.deadline}`;
}

function missingVariables(configuration: Configuration, env: Terminal['env']): string[] {
  const { accounts, destinations, api } = secretRefsOf(configuration);
  const names = [...accounts, ...destinations, ...api]
    .filter((reference) => reference.startsWith('env:'))
    .map((reference) => reference.slice('env:'.length));
  return [...new Set(names)].filter((name) => !env[name]);
}
