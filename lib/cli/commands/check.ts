import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Configuration, secretRefsOf } from '../../config/configuration.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import type { DefineCommand } from '../command.ts';
import { defaultConfigFile } from '../read-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Exit codes: 0 valid, 2 invalid or not readable.

Examples:
  jobwatch check
  jobwatch check --config production.yaml
`;

/** `jobwatch check`. */
export const defineCheck: DefineCommand = (command, { terminal, done }) =>
  command
    .option('--config <file>', 'the configuration to check (default: jobwatch.yaml)')
    .addHelpText('after', help)
    .action(async (flags: CheckFlags) => done(await check(flags, terminal)));

interface CheckFlags {
  config?: string | undefined;
}

/**
 * Summarizes a configuration. A secret that is missing in this environment is only a note, because the file
 * may be meant for another machine. Throws UsageError, and WrongConfiguration with every problem.
 */
async function check(flags: CheckFlags, terminal: Terminal): Promise<number> {
  const fileName = flags.config ?? defaultConfigFile;
  const configuration = readConfiguration(await readNamed(fileName, terminal), fileName);
  terminal.out(`${fileName} is valid: ${contents(configuration)}.\n`);
  for (const name of missingVariables(configuration, terminal.env)) {
    terminal.out(`Note: the file refers to env:${name}, but ${name} is not set here.\n`);
  }
  return 0;
}

async function readNamed(fileName: string, { cwd }: Terminal): Promise<string> {
  try {
    return await readFile(resolve(cwd, fileName), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    throw new UsageError(
      `cannot read ${fileName} (${code}): expected a configuration file; name another with --config FILE.`,
      { cause: error },
    );
  }
}

function contents({ accounts, destinations, routes, ports = [], polling }: Configuration): string {
  const count = (items: readonly unknown[], one: string) =>
    `${items.length} ${items.length === 1 ? one : `${one}s`}`;
  const routing =
    routes.length === 0 ? 'no routes, so every destination gets every outcome' : count(routes, 'route');
  const at = ports.length === 0 ? '' : ` at port 443 and at ${ports.join(', ')}`;
  return (
    `${count(accounts, 'account')}, ${count(destinations, 'destination')}${at}, ${routing}, ` +
    `${polling.preset} polling with a deadline of ${polling.deadline}`
  );
}

function missingVariables(configuration: Configuration, env: Terminal['env']): string[] {
  const { accounts, destinations, api } = secretRefsOf(configuration);
  const names = [...accounts, ...destinations, ...api]
    .filter((reference) => reference.startsWith('env:'))
    .map((reference) => reference.slice('env:'.length));
  return [...new Set(names)].filter((name) => !env[name]);
}
