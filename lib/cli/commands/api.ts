import type { Server } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { makeApi } from '../../api/app.ts';
import { makeCredentials } from '../../api/credentials.ts';
import type { Configuration } from '../../config/configuration.ts';
import { makeEngine } from '../../desk/engine.ts';
import { makeDeskWatches } from '../../desk/watches.ts';
import { openDeskRecords } from '../desk-records.ts';
import { makeDeskSecrets, readAllSecrets } from '../desk-secrets.ts';
import { wireDesk } from '../desk-wiring.ts';
import { letterKeeper } from '../letter-keeper.ts';
import { defaultConfigFile, findConfiguration } from '../read-files.ts';
import { makeReporter } from '../report/reporter.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { whenInterrupted } from '../when-interrupted.ts';

/** The flags of `jobwatch api`. */
export interface ApiFlags {
  host?: string | undefined;
  port?: number | undefined;
  config?: string | undefined;
}

/**
 * `jobwatch api`: takes watches over HTTP until Ctrl-C and watches them in this process. Throws UsageError,
 * WrongConfiguration and SecretUnavailable before it listens.
 */
export async function apiCommand(flags: ApiFlags, terminal: Terminal): Promise<number> {
  const { clock, env } = terminal;
  const configuration = await findConfiguration(flags.config, terminal);
  const config = apiOf(configuration, flags);
  const resolveSecret = makeDeskSecrets(env, clock.now);
  const credentials = makeCredentials(config, resolveSecret);
  await Promise.all([credentials.keys(), credentials.signing()]);
  const { accounts } = configuration;
  await readAllSecrets({ accounts, configuration }, resolveSecret);
  const records = await openDeskRecords(terminal);
  const keepDeadLetter = letterKeeper(terminal);
  const wiring = { configuration, accounts, resolveSecret, keepDeadLetter, records, clock, env };
  const desk = wireDesk(wiring);
  const reporter = makeReporter('text', { ...terminal, columns: undefined }, clock.now);
  const engine = makeEngine({ steps: desk.steps, clock, on: reporter.on });
  const app = makeApi({
    ...makeDeskWatches({ engine, accounts, clock }),
    ...credentials,
    ratePerMinute: config.rate_per_minute,
    now: clock.now,
    onTrouble: (what, error) => terminal.err(`jobwatch: ${what}${inBrackets(error)}\n`),
  });
  try {
    await serveUntilInterrupted(app, flags, terminal);
    engine.stop();
    await engine.settle(0);
  } finally {
    records.close();
  }
  return 0;
}

/** What may call, and how often; without a key nobody could. */
function apiOf({ accounts, api }: Configuration, flags: ApiFlags) {
  const file = flags.config ?? defaultConfigFile;
  if (accounts.length === 0) {
    throw new UsageError(`${file}: accounts: none is configured, so no job could be watched.`);
  }
  if (api !== undefined && api.keys.length + api.sign.length > 0) return api;
  throw new UsageError(
    `${file}: api.keys: expected at least one key such as env:JOBWATCH_API_KEY, found none, so nobody could call.`,
  );
}

const inBrackets = (error: unknown): string =>
  error instanceof Error ? ` (${error.name}: ${error.message})` : '';

async function serveUntilInterrupted(
  app: Hono,
  { host = '127.0.0.1', port = 8_080 }: ApiFlags,
  { out, interrupted }: Terminal,
): Promise<void> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await listen(server, host, port);
  out(welcome(`http://${host.includes(':') ? `[${host}]` : host}:${port}`));
  await new Promise<void>((resolve) => whenInterrupted(interrupted, resolve));
  await new Promise((resolve) => {
    server.close(resolve);
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

const listen = (server: Pick<Server, 'listen' | 'once'>, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = 'code' in error ? error.code : error.message;
      const why = `--port: ${host}:${port} cannot be used (${code}); name another port or host.`;
      reject(new UsageError(why, { cause: error }));
    });
    server.listen(port, host, () => resolve());
  });

const welcome = (url: string): string => `Takes watches at ${url} until Ctrl-C; ${url}/openapi.json says how.

Watch a job:
  curl -X POST ${url}/v1/watches -H "Authorization: Bearer $JOBWATCH_API_KEY" -H 'Content-Type: application/json' \\
    -d '{"job_id": "…", "project_id": "…"}'

`;
