import type { WatchRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';
import { identifyWatch } from './identify-watch.ts';
import { isoTime } from './ports/clock.ts';
import { maxRuns, watchId } from './watch-id.ts';
import type { WatchStatus, WatchView } from './watch-view.ts';

/** The result of a start: `refused` names a job that no configured account has, or that cannot be watched again. */
export type StartAnswer =
  | { answer: 'started' | 'running' | 'ended'; watch: WatchView }
  | { answer: 'refused'; why: string };

/** A request, and whether a watch that has ended is to be followed by a new one. */
export interface RequestedWatch {
  request: WatchRequest;
  again: boolean;
}

/** A part of a list, newest first; `no_such_page` where `page` is none that an earlier answer named. */
export type ListAnswer = { watches: WatchView[]; next?: string | undefined } | 'no_such_page';

/** Which watches to list: of one status, begun at or after `since` (milliseconds since 1970). */
export interface ListOptions {
  status?: WatchStatus | undefined;
  since?: number | undefined;
  page?: string | undefined;
}

/** The watches of one place, in the cloud or locally. Each throws what its client throws. */
export interface Watches {
  startWatch: (requested: RequestedWatch) => Promise<StartAnswer>;
  getWatch: (id: string) => Promise<WatchView | undefined>;
  /** A page may hold fewer watches than fit, also none, while there is a `next`. */
  listWatches: (question: ListOptions) => Promise<ListAnswer>;
  stopWatch: (stop: { id: string; reason: string }) => Promise<'stopped' | 'ended' | 'unknown'>;
}

export interface StartOrFindPorts {
  accounts: readonly Account[];
  getWatch: Watches['getWatch'];
  /** Starts a watch of that id; `undefined` where the id was taken meanwhile. */
  start: (watch: { id: string; request: WatchRequest }) => Promise<WatchView | undefined>;
  now: () => number;
}

/**
 * Starts the watch that is asked for, or finds the one that there is: the newest run of the job. A new run begins only after
 * the one before has ended, so at most one of them runs.
 */
export const makeStartOrFindWatch =
  (ports: StartOrFindPorts): Watches['startWatch'] =>
  async ({ request, again }) => {
    const identified = identifyWatch(request, ports.accounts);
    if (identified.kind === 'none') return { answer: 'refused', why: identified.why };
    const job = { ...request, region: identified.watch.account.region };
    const { newest, freeId } = await findNewest(job, ports.getWatch);
    if (newest !== undefined && (newest.status === 'running' || !again)) return found(newest);
    return freeId === undefined ? usedUp : start({ id: freeId, request }, ports);
  };

const found = (watch: WatchView): StartAnswer => ({
  answer: watch.status === 'running' ? 'running' : 'ended',
  watch,
});

/** The newest run of a job, and the id of the next one where there may be one. */
async function findNewest(
  job: Parameters<typeof watchId>[0],
  getWatch: Watches['getWatch'],
): Promise<{ newest?: WatchView | undefined; freeId?: string }> {
  let newest: WatchView | undefined;
  for (let run = 1; run <= maxRuns; run += 1) {
    const id = watchId(job, run);
    const watch = await getWatch(id);
    if (watch === undefined) return { newest, freeId: id };
    newest = watch;
    if (watch.status === 'running') break;
  }
  return { newest };
}

const usedUp: StartAnswer = {
  answer: 'refused',
  why: `This job has been watched ${maxRuns} times already; expected fewer runs within 90 days.`,
};

async function start(
  watch: { id: string; request: WatchRequest },
  { start, getWatch, now }: StartOrFindPorts,
): Promise<StartAnswer> {
  const started = await start(watch);
  if (started !== undefined) return { answer: 'started', watch: started };
  const other = await getWatch(watch.id);
  // Taken and not to be seen yet: somebody else started it a moment ago.
  return found(other ?? { ...watch, status: 'running', started_at: isoTime(now()) });
}
