import type { Account } from '../../watch/account.ts';
import type { WatchStatus, WatchView } from '../../watch/watch-view.ts';
import type { StartAnswer, Watches } from '../../watch/watches.ts';
import type { WatchRequest } from '../../workflow/watch-request.ts';
import { exitCodes } from '../exit-codes.ts';
import { findConfiguration } from '../read-files.ts';
import { followWatch } from '../remote/follow-watch.ts';
import { openWatches, type PlaceFlags } from '../remote/open-watches.ts';
import { watchSentence } from '../report/watch-lines.ts';
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
    const codes = await Promise.all(
      requests.map((request) => startOne(request, { watches, flags, terminal })),
    );
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

async function startOne(request: WatchRequest, { watches, flags, terminal }: Around): Promise<number> {
  const { out, err, clock, interrupted: signal } = terminal;
  const asked = await watches.startWatch({ request, again: flags.again ?? false });
  if (asked.answer === 'none') {
    err(`jobwatch: ${request.job_id}: ${asked.why}\n`);
    return exitCodes.wrongUsage;
  }
  out(flags.output === 'json' ? `${JSON.stringify(asked)}\n` : `${startedSentence(asked)}\n`);
  if (!flags.wait) return exitCodes.succeeded;
  const told = (watch: WatchView) =>
    out(flags.output === 'json' ? `${JSON.stringify(watch)}\n` : `${watchSentence(watch)}\n`);
  const end = await followWatch(asked.watch, { getWatch: watches.getWatch, clock, signal, changed: told });
  return end === undefined ? exitCodes.interrupted : exitCodeOf(end.status);
}

function startedSentence({ answer, watch }: Exclude<StartAnswer, { answer: 'none' }>): string {
  switch (answer) {
    case 'started':
      return `${watch.id}  started`;
    case 'running':
      return `${watch.id}  runs already`;
    case 'ended':
      return `${watch.id}  has ended before (${watch.status}); --again watches the job anew`;
  }
}

/** Of a watch that was stopped, how its job ended is not known. */
function exitCodeOf(status: WatchStatus): number {
  return status === 'running' || status === 'stopped' ? exitCodes.lost : exitCodes[status];
}
