import type { Account } from '../../watch/account.ts';
import { WatchesUnavailable } from '../../watch/errors.ts';
import type { WatchStatus, WatchView } from '../../watch/watch-view.ts';
import type { StartAnswer, Watches } from '../../watch/watches.ts';
import type { WatchRequest } from '../../workflow/watch-request.ts';
import { exitCodes } from '../exit-codes.ts';
import { findConfiguration } from '../read-files.ts';
import { followWatch } from '../remote/follow-watch.ts';
import { openWatches, type PlaceFlags } from '../remote/open-watches.ts';
import { jsonLine } from '../report/visible-text.ts';
import { shownId, watchSentence } from '../report/watch-lines.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { readJobIds } from './job-ids-of-input.ts';
import { projectOf, requestOf, type WatchFlags } from './watch-plan.ts';

/** The flags of `jobwatch start`. */
export interface StartFlags extends PlaceFlags, WatchFlags {
  again?: boolean | undefined;
  wait?: boolean | undefined;
  output?: 'text' | 'json' | undefined;
}

/**
 * `jobwatch start JOB_ID…`: has jobs watched by an API or a deployed stack, and waits for their ends where it is asked to.
 * Throws UsageError, WrongConfiguration, SecretUnavailable, WatchesUnavailable.
 */
export async function startCommand(
  jobs: readonly string[],
  flags: StartFlags,
  terminal: Terminal,
): Promise<number> {
  const { accounts } = await findConfiguration(flags.config, terminal);
  const requests = await requestsOf(jobs, flags, { accounts, terminal });
  const { watches, close } = await openWatches(flags, terminal);
  try {
    const around = { watches, flags, terminal };
    const begun = await startAll(requests, around);
    const codes = await Promise.all(begun.map((watch) => exitCodeOf(watch, around)));
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
  if (jobs.length === 0) throw new UsageError("missing required argument 'job-id'");
  const jobIds = await readJobIds(jobs, terminal);
  const project = projectOf(flags, accounts, terminal.env);
  return [...new Set(jobIds)].map((jobId) => requestOf(jobId, project, flags));
}

interface Around {
  watches: Watches;
  flags: StartFlags;
  terminal: Terminal;
}

/**
 * Starts watches one after the other, because at once many are more than an API or Step Functions takes; undefined of a
 * request that is not taken. Throws WatchesUnavailable that names the jobs of which nothing is known.
 */
async function startAll(
  requests: readonly WatchRequest[],
  around: Around,
): Promise<(WatchView | undefined)[]> {
  const begun: (WatchView | undefined)[] = [];
  try {
    for (const request of requests) begun.push(await startOne(request, around));
  } catch (error) {
    const left = requests.slice(begun.length).map(({ job_id }) => job_id);
    if (!(error instanceof WatchesUnavailable) || requests.length === 1) throw error;
    throw new WatchesUnavailable(`${error.message}\nNot known to be watched: ${left.join(', ')}`, {
      cause: error,
    });
  }
  return begun;
}

async function startOne(
  request: WatchRequest,
  { watches, flags, terminal: { out, err } }: Around,
): Promise<WatchView | undefined> {
  const asked = await watches.startWatch({ request, again: flags.again ?? false });
  if (asked.answer === 'none') {
    err(`jobwatch: ${request.job_id}: ${asked.why}\n`);
    return undefined;
  }
  out(flags.output === 'json' ? jsonLine(asked) : `${startedSentence(asked)}\n`);
  return asked.watch;
}

/** The exit code of one watch, after its end where that is waited for. One that cannot be asked for takes none of the others with it. */
async function exitCodeOf(watch: WatchView | undefined, around: Around): Promise<number> {
  if (watch === undefined) return exitCodes.wrongUsage;
  if (!around.flags.wait) return exitCodes.succeeded;
  try {
    return await waitFor(watch, around);
  } catch (error) {
    const { err, interrupted } = around.terminal;
    if (interrupted.aborted) return exitCodes.interrupted;
    if (!(error instanceof WatchesUnavailable)) throw error;
    err(`jobwatch: ${shownId(watch)}: ${error.message}\n`);
    return exitCodes.unreachable;
  }
}

async function waitFor(watch: WatchView, { watches, flags, terminal }: Around): Promise<number> {
  const { out, err, clock, interrupted: signal } = terminal;
  const notified = (now: WatchView) =>
    out(flags.output === 'json' ? jsonLine(now) : `${watchSentence(now)}\n`);
  const end = await followWatch(watch, { getWatch: watches.getWatch, clock, signal, changed: notified });
  if (end !== undefined) return codeOfEnd(end.status);
  err(`\nNobody waits any more; the watch goes on: jobwatch show ${shownId(watch)}\n`);
  return exitCodes.interrupted;
}

function startedSentence({ answer, watch }: Exclude<StartAnswer, { answer: 'none' }>): string {
  switch (answer) {
    case 'started':
      return `${shownId(watch)}  started`;
    case 'running':
      return `${shownId(watch)}  runs already`;
    case 'ended':
      return `${shownId(watch)}  has ended before (${watch.status}); --again watches the job anew`;
  }
}

/** Of a watch that was stopped, how its job ended is not known. */
function codeOfEnd(status: WatchStatus): number {
  return status === 'running' || status === 'stopped' ? exitCodes.lost : exitCodes[status];
}
