import { makeApi } from '../../api/app.ts';
import { makeCredentials } from '../../api/credentials.ts';
import { makeHandledMessages } from '../../api/handled-messages.ts';
import type { Configuration } from '../../config/configuration.ts';
import { makeSaveDeadLetter } from '../../local/dead-letters.ts';
import { makeEngine } from '../../local/engine.ts';
import type { Listen } from '../../local/events.ts';
import { openLocalStore } from '../../local/open-store.ts';
import { makeLocalSmn } from '../../local/receive-smn.ts';
import { makeRehearsals } from '../../local/rehearsals.ts';
import { makeLocalSecrets, readAllSecrets } from '../../local/secrets.ts';
import type { LocalSteps } from '../../local/steps.ts';
import { type AcceptedWatches, openAcceptedWatches } from '../../local/watch-store.ts';
import { type LocalWatches, makeLocalWatches } from '../../local/watches.ts';
import { wireLocal } from '../../local/wiring.ts';
import type { Clock } from '../../watch/ports/clock.ts';
import { type DefineCommand, portNumber } from '../command.ts';
import { defaultConfigFile, findConfiguration } from '../read-files.ts';
import { makeReporter } from '../report/reporter.ts';
import { type Listening, serveUntilInterrupted } from '../serve-app.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Exit codes: 0 stopped by Ctrl-C, 2 wrong configuration, or the port is in use.

A key is a secret of the configuration. Make one with "openssl rand -hex 32":
  api:
    keys: ['env:JOBWATCH_API_KEY']

With topics in api.smn it also receives traces of Cloud Trace Service (docs/cts.md).
--host makes it reachable for other machines; put a proxy that ends TLS in front, because
keys would travel in clear text.

Examples:
  jobwatch serve
  jobwatch serve --port 9000 --config other.yaml
`;

/** `jobwatch serve`. */
export const defineServe: DefineCommand = (command, { terminal, done }) =>
  command
    .option('--host <address>', 'the address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'the port to listen on (default: 8080)', portNumber)
    .option('--config <file>', 'the configuration with accounts and keys (default: jobwatch.yaml)')
    .addHelpText('after', help)
    .action(async (flags: ServeFlags) => done(await serve(flags, terminal)));

interface ServeFlags extends Listening {
  config?: string | undefined;
}

/**
 * Accepts watches over HTTP until Ctrl-C and runs them in this process. Throws UsageError, WrongConfiguration
 * and SecretUnavailable before it listens.
 */
async function serve(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const { clock, env } = terminal;
  const configuration = await findConfiguration(flags.config, terminal);
  const config = apiOf(configuration, flags);
  const resolveSecret = makeLocalSecrets(env, clock.now);
  const credentials = makeCredentials(config, resolveSecret);
  await Promise.all([credentials.keys(), credentials.signing()]);
  const { accounts } = configuration;
  await readAllSecrets({ accounts, configuration }, resolveSecret);
  const store = await openLocalStore(terminal);
  const saveDeadLetter = makeSaveDeadLetter(terminal);
  const wiring = { configuration, accounts, resolveSecret, saveDeadLetter, store, clock, env };
  const local = wireLocal(wiring);
  const reporter = makeReporter('text', { ...terminal, columns: undefined }, clock.now);
  const { engine, rehearsalOf } = makeFollowedEngine(local.steps, { clock, on: reporter.on });
  const onTrouble = (what: string, error: unknown) =>
    terminal.err(`jobwatch: ${what}${error instanceof Error ? ` (${error.name}: ${error.message})` : ''}\n`);
  const accepted = await openAcceptedWatches(store, terminal);
  const { store: watchStore } = accepted;
  const watches = makeLocalWatches({ engine, accounts, clock, onTrouble, rehearsalOf, store: watchStore });
  const app = makeApi({
    ...watches,
    ...credentials,
    messages: makeHandledMessages(store),
    receiveSmnMessage: makeLocalSmn({ configuration, watches, engine, store, clock, env, onTrouble }),
    ratePerMinute: config.rate_per_minute,
    now: clock.now,
    onTrouble,
  });
  try {
    await watches.restore();
    await serveUntilInterrupted(app, { ...flags, begun: () => resumedSentence(watches.resume()) }, terminal);
    engine.stop();
    await (accepted.lasting ? engine.leave() : engine.settle(0));
    terminal.out(stoppedSentence(watches.unended(), accepted));
  } finally {
    accepted.close();
    store.close();
  }
  return 0;
}

/** Makes the engine and follows its rehearsals. */
function makeFollowedEngine(steps: LocalSteps, { clock, on }: { clock: Clock; on: Listen }) {
  const rehearsals = makeRehearsals(clock.now);
  const engine = makeEngine({
    steps: rehearsals.followedSteps(steps),
    clock,
    on: (event) => {
      rehearsals.on(event);
      on(event);
    },
  });
  return { engine, rehearsalOf: rehearsals.rehearsalOf };
}

/**
 * Returns the settings of the API. Throws UsageError if no account, or neither a key nor a topic, is
 * configured.
 */
function apiOf({ accounts, api }: Configuration, flags: ServeFlags) {
  const file = flags.config ?? defaultConfigFile;
  if (accounts.length === 0) {
    throw new UsageError(
      `${file}: accounts: expected at least one account, found none; without one no job can be watched.`,
    );
  }
  if (api !== undefined && (api.smn !== undefined || api.keys.length + api.sign.length > 0)) return api;
  throw new UsageError(
    `${file}: api.keys: expected at least one key such as env:JOBWATCH_API_KEY, found none; without one nobody can call the API.`,
  );
}

/** Says which watches of an earlier run continue; an empty text if there are none. */
function resumedSentence({ resumed, unknown }: ReturnType<LocalWatches['resume']>): string {
  return [
    resumed > 0 ? `Resumed ${watchesOf(resumed)} from the last run.\n` : '',
    unknown > 0
      ? `Did not resume ${watchesOf(unknown)} from the last run: the configuration has no account for them.\n`
      : '',
  ].join('');
}

/** Says what happens to watches that have not ended; an empty text if there are none. */
function stoppedSentence(unended: number, { lasting }: Pick<AcceptedWatches, 'lasting'>): string {
  if (unended === 0) return '';
  const were = unended === 1 ? 'was' : 'were';
  return lasting
    ? `Stopped. The next start resumes ${watchesOf(unended)} whose outcome was not delivered.\n`
    : `Stopped. ${watchesOf(unended)} ${were} dropped; nobody will be notified when ${unended === 1 ? 'it ends' : 'they end'}.\n`;
}

const watchesOf = (count: number): string => (count === 1 ? '1 watch' : `${count} watches`);
