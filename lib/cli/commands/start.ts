import type { Account } from '../../watch/account.ts';
import { WatchesUnavailable } from '../../watch/errors.ts';
import type { WatchStatus, WatchView } from '../../watch/watch-view.ts';
import type { StartAnswer, Watches } from '../../watch/watches.ts';
import type { WatchRequest } from '../../workflow/watch-request.ts';
import { addPlaceOptions, addRequestOptions, type DefineCommand, outputOption } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { projectOf, requestOf, type WatchFlags } from '../plan/plan-watches.ts';
import { readJobIds } from '../plan/read-job-ids.ts';
import { findConfiguration } from '../read-files.ts';
import { followWatch } from '../remote/follow-watch.ts';
import { openWatches, type PlaceFlags, placeFlagsOf } from '../remote/open-watches.ts';
import { jsonLine } from '../report/visible-text.ts';
import { shownId, watchSentence } from '../report/watch-lines.ts';
import { shellCommand } from '../shell-command.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
An API finds the account of a job itself. For a stack, the configuration names the accounts.

Exit codes: 0 started or already running (with --wait: succeeded), 2 wrong usage or a
refused request, 4 the service is unavailable, 130 interrupted. With --wait also 1 failed,
3 timed out, 4 unreachable or stopped.

Examples:
  jobwatch start ff8080826b45d4a5016b5036242c0025 --project 0123456789abcdef --api https://…
  curl … | jobwatch start - --wait --label drill=2026-Q4
  jobwatch start ff8080826b45d4a5016b5036242c0025 --again --machine arn:aws:states:…
`;

/** `jobwatch start`. */
export const defineStart: DefineCommand = (command, { terminal, done }) =>
  addPlaceOptions(addRequestOptions(command))
    .argument('[job-id...]', 'ids of jobs; "-" reads API answers such as {"job_id": "…"} from standard input')
    .option('--region <name>', 'the region, if several accounts have the project')
    .option('--again', 'watch a job again whose watch has ended')
    .option('--wait', 'wait for the outcomes and return the exit code of "watch"')
    .addOption(outputOption())
    .addHelpText('after', help)
    .action(async (jobs: string[], flags: StartFlags) => done(await start(jobs, flags, terminal)));

interface StartFlags extends PlaceFlags, WatchFlags {
  again?: boolean | undefined;
  wait?: boolean | undefined;
  output?: 'text' | 'json' | undefined;
}

/**
 * Starts watches in an API or a deployed stack, and with `--wait` waits for their outcomes. Throws
 * UsageError, WrongConfiguration, SecretUnavailable, WatchesUnavailable.
 */
async function start(jobs: readonly string[], flags: StartFlags, terminal: Terminal): Promise<number> {
  const { accounts } = await findConfiguration(flags.config, terminal);
  const requests = await requestsOf(jobs, flags, { accounts, terminal });
  const { watches, close } = await openWatches(flags, terminal);
  try {
    const context = { watches, flags, terminal };
    const begun = await startAll(requests, context);
    const codes = await Promise.all(begun.map((watch) => exitCodeOf(watch, context)));
    return Math.max(...codes);
  } finally {
    if (!terminal.interrupted.aborted) await close();
  }
}

async function requestsOf(
  jobs: readonly string[],
  flags: StartFlags,
  { accounts, terminal }: { accounts: readonly Account[]; terminal: Terminal },
): Promise<WatchRequest[]> {
  if (jobs.length === 0) throw new UsageError("missing argument 'job-id'");
  const jobIds = await readJobIds(jobs, terminal);
  const project = projectOf(flags, accounts, terminal.env);
  return [...new Set(jobIds)].map((jobId) => requestOf(jobId, project, flags));
}

interface StartContext {
  watches: Watches;
  flags: StartFlags;
  terminal: Terminal;
}

/**
 * Starts watches one after the other, because many at once exceed the rate of an API or Step Functions.
 * Returns undefined for a refused request. Throws WatchesUnavailable, which names the jobs that may not be
 * watched.
 */
async function startAll(
  requests: readonly WatchRequest[],
  context: StartContext,
): Promise<(WatchView | undefined)[]> {
  const begun: (WatchView | undefined)[] = [];
  try {
    for (const request of requests) begun.push(await startOne(request, context));
  } catch (error) {
    const left = requests.slice(begun.length).map(({ job_id }) => job_id);
    if (!(error instanceof WatchesUnavailable) || requests.length === 1) throw error;
    throw new WatchesUnavailable(`${error.message}\nPossibly not watched: ${left.join(', ')}`, {
      cause: error,
    });
  }
  return begun;
}

async function startOne(
  request: WatchRequest,
  { watches, flags, terminal: { out, err } }: StartContext,
): Promise<WatchView | undefined> {
  const started = await watches.startWatch({ request, again: flags.again ?? false });
  if (started.answer === 'refused') {
    err(`jobwatch: ${request.job_id}: ${started.why}\n`);
    return undefined;
  }
  out(flags.output === 'json' ? jsonLine(started) : `${startedSentence(started)}\n`);
  return started.watch;
}

/**
 * Returns the exit code of one watch, with `--wait` after its end. An error of one watch does not stop the
 * others.
 */
async function exitCodeOf(watch: WatchView | undefined, context: StartContext): Promise<number> {
  if (watch === undefined) return exitCodes.wrongUsage;
  if (!context.flags.wait) return exitCodes.succeeded;
  try {
    return await waitFor(watch, context);
  } catch (error) {
    const { err, interrupted } = context.terminal;
    if (interrupted.aborted) return exitCodes.interrupted;
    if (!(error instanceof WatchesUnavailable)) throw error;
    err(`jobwatch: ${shownId(watch)}: ${error.message}\n`);
    return exitCodes.unreachable;
  }
}

async function waitFor(watch: WatchView, { watches, flags, terminal }: StartContext): Promise<number> {
  const { out, err, clock, interrupted: signal } = terminal;
  const changed = (now: WatchView) =>
    out(flags.output === 'json' ? jsonLine(now) : `${watchSentence(now)}\n`);
  const end = await followWatch(watch, { getWatch: watches.getWatch, clock, signal, changed });
  if (end !== undefined) return codeOfEnd(end.status);
  const show = shellCommand(['show', shownId(watch)], placeFlagsOf(flags), terminal.env);
  err(`\nStopped waiting; the watch continues. See its status with:\n  ${show}\n`);
  return exitCodes.interrupted;
}

function startedSentence({ answer, watch }: Exclude<StartAnswer, { answer: 'refused' }>): string {
  switch (answer) {
    case 'started':
      return `${shownId(watch)}  started`;
    case 'running':
      return `${shownId(watch)}  is already being watched`;
    case 'ended':
      return `${shownId(watch)}  ended before (${watch.status}); use --again to watch the job again`;
  }
}

/** The outcome of the job is unknown if its watch was stopped. */
function codeOfEnd(status: WatchStatus): number {
  return status === 'running' || status === 'stopped' ? exitCodes.lost : exitCodes[status];
}
