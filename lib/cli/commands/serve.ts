import { makeApi } from '../../api/app.ts';
import { makeCredentials } from '../../api/credentials.ts';
import { makeTakenMessages } from '../../api/taken-messages.ts';
import type { Configuration } from '../../config/configuration.ts';
import { makeEngine } from '../../local/engine.ts';
import type { Listen } from '../../local/events.ts';
import { makeRehearsals } from '../../local/rehearsals.ts';
import type { LocalSteps } from '../../local/steps.ts';
import { makeLocalWatches } from '../../local/watches.ts';
import type { Clock } from '../../watch/clock.ts';
import { goOnSentence, leftSentence, openAcceptedWatches } from '../accepted-watches.ts';
import { deadLetterKeeper } from '../dead-letter-keeper.ts';
import { makeLocalSecrets, readAllSecrets } from '../local-secrets.ts';
import { makeLocalSmn } from '../local-smn.ts';
import { openLocalStore } from '../local-store.ts';
import { wireLocal } from '../local-wiring.ts';
import { defaultConfigFile, findConfiguration } from '../read-files.ts';
import { makeReporter } from '../report/reporter.ts';
import { type Listening, serveUntilInterrupted } from '../serve-app.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** The flags of `jobwatch serve`. */
export interface ServeFlags extends Listening {
  config?: string | undefined;
}

/**
 * `jobwatch serve`: takes watches over HTTP until Ctrl-C and watches them in this process. Throws UsageError,
 * WrongConfiguration and SecretUnavailable before it listens.
 */
export async function serveCommand(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const { clock, env } = terminal;
  const configuration = await findConfiguration(flags.config, terminal);
  const config = apiOf(configuration, flags);
  const resolveSecret = makeLocalSecrets(env, clock.now);
  const credentials = makeCredentials(config, resolveSecret);
  await Promise.all([credentials.keys(), credentials.signing()]);
  const { accounts } = configuration;
  await readAllSecrets({ accounts, configuration }, resolveSecret);
  const store = await openLocalStore(terminal);
  const keepDeadLetter = deadLetterKeeper(terminal);
  const wiring = { configuration, accounts, resolveSecret, keepDeadLetter, store, clock, env };
  const local = wireLocal(wiring);
  const reporter = makeReporter('text', { ...terminal, columns: undefined }, clock.now);
  const { engine, rehearsalOf } = makeHeardEngine(local.steps, { clock, on: reporter.on });
  const onTrouble = (what: string, error: unknown) => terminal.err(`jobwatch: ${what}${inBrackets(error)}\n`);
  const accepted = await openAcceptedWatches(store, terminal);
  const { store: watchStore } = accepted;
  const watches = makeLocalWatches({ engine, accounts, clock, onTrouble, rehearsalOf, store: watchStore });
  const app = makeApi({
    ...watches,
    ...credentials,
    messages: makeTakenMessages(store),
    receiveSmnMessage: makeLocalSmn({ configuration, watches, engine, store, clock, env, onTrouble }),
    ratePerMinute: config.rate_per_minute,
    now: clock.now,
    onTrouble,
  });
  try {
    await watches.restore();
    await serveUntilInterrupted(app, { ...flags, begun: () => goOnSentence(watches.goOn()) }, terminal);
    engine.stop();
    await (accepted.lasting ? engine.leave() : engine.settle(0));
    terminal.out(leftSentence(watches.unended(), accepted));
  } finally {
    accepted.close();
    store.close();
  }
  return 0;
}

/** The engine, with rehearsals followed beside those who hear what happens. */
function makeHeardEngine(steps: LocalSteps, { clock, on }: { clock: Clock; on: Listen }) {
  const rehearsals = makeRehearsals(clock.now);
  const engine = makeEngine({
    steps: rehearsals.heardSteps(steps),
    clock,
    on: (event) => {
      rehearsals.on(event);
      on(event);
    },
  });
  return { engine, rehearsalOf: rehearsals.rehearsalOf };
}

/** What may call, and how often; without a key or a topic nobody could. */
function apiOf({ accounts, api }: Configuration, flags: ServeFlags) {
  const file = flags.config ?? defaultConfigFile;
  if (accounts.length === 0) {
    throw new UsageError(`${file}: accounts: none is configured, so no job could be watched.`);
  }
  if (api !== undefined && (api.smn !== undefined || api.keys.length + api.sign.length > 0)) return api;
  throw new UsageError(
    `${file}: api.keys: expected at least one key such as env:JOBWATCH_API_KEY, found none, so nobody could call.`,
  );
}

const inBrackets = (error: unknown): string =>
  error instanceof Error ? ` (${error.name}: ${error.message})` : '';
