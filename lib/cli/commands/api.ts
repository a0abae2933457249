import { makeApi } from '../../api/app.ts';
import { makeCredentials } from '../../api/credentials.ts';
import { makeTakenMessages } from '../../api/taken-messages.ts';
import type { Configuration } from '../../config/configuration.ts';
import { makeEngine } from '../../desk/engine.ts';
import type { Listen } from '../../desk/events.ts';
import { makeRehearsals } from '../../desk/rehearsals.ts';
import type { DeskSteps } from '../../desk/steps.ts';
import { makeDeskWatches } from '../../desk/watches.ts';
import type { Clock } from '../../watch/clock.ts';
import { goOnSentence, leftSentence, openAcceptedWatches } from '../accepted-watches.ts';
import { openDeskRecords } from '../desk-records.ts';
import { makeDeskSecrets, readAllSecrets } from '../desk-secrets.ts';
import { makeDeskSmn } from '../desk-smn.ts';
import { wireDesk } from '../desk-wiring.ts';
import { letterKeeper } from '../letter-keeper.ts';
import { defaultConfigFile, findConfiguration } from '../read-files.ts';
import { makeReporter } from '../report/reporter.ts';
import { type Listening, serveUntilInterrupted } from '../serve-app.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** The flags of `jobwatch api`. */
export interface ApiFlags extends Listening {
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
  const { engine, rehearsalOf } = makeHeardEngine(desk.steps, { clock, on: reporter.on });
  const onTrouble = (what: string, error: unknown) => terminal.err(`jobwatch: ${what}${inBrackets(error)}\n`);
  const accepted = await openAcceptedWatches(records, terminal);
  const { store } = accepted;
  const watches = makeDeskWatches({ engine, accounts, clock, onTrouble, rehearsalOf, store });
  const app = makeApi({
    ...watches,
    ...credentials,
    messages: makeTakenMessages(records),
    takeSmnMessage: makeDeskSmn({ configuration, watches, engine, records, clock, env, onTrouble }),
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
    records.close();
  }
  return 0;
}

/** The engine, with rehearsals followed beside those who hear what happens. */
function makeHeardEngine(steps: DeskSteps, { clock, on }: { clock: Clock; on: Listen }) {
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
function apiOf({ accounts, api }: Configuration, flags: ApiFlags) {
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
