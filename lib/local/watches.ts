import type { Account } from '../watch/account.ts';
import { identifyWatch } from '../watch/identify-watch.ts';
import { type Clock, isoTime } from '../watch/ports/clock.ts';
import { afterFact, type RehearsalView } from '../watch/rehearsal-view.ts';
import { stoppedOnPurpose } from '../watch/report-lost-watch.ts';
import { viewOfPoll, type WatchView } from '../watch/watch-view.ts';
import { type ListAnswer, type ListOptions, makeStartOrFindWatch, type Watches } from '../watch/watches.ts';
import type { PollOutput } from '../workflow/contracts.ts';
import type { Engine } from './engine.ts';
import type { WatchStore } from './watch-store.ts';

export interface LocalWatchesDeps {
  engine: Pick<Engine, 'watch'>;
  accounts: readonly Account[];
  clock: Clock;
  store: WatchStore;
  /** Called if the end of a watch could not be stored. */
  onTrouble: (what: string, error: unknown) => void;
  /** Returns the progress of the rehearsal of a job. */
  rehearsalOf?: (jobId: string) => RehearsalView | undefined;
}

/** The watches of this process and those that earlier processes left in the store. */
export interface LocalWatches extends Watches {
  /** Loads the watches of earlier processes without resuming them. Throws the errors of the store. */
  restore: () => Promise<void>;
  /**
   * Resumes the watches that have not ended, and returns how many; `unknown` are those without a configured
   * account.
   */
  resume: () => { resumed: number; unknown: number };
  /** Returns the number of watches whose outcome has not been delivered. */
  unended: () => number;
}

/** A watch in a list. */
interface ListedWatch {
  view: WatchView;
  /** Counts up; a page starts below such a number. */
  number: number;
}

/** A watch and the controller that stops it. */
interface LocalWatch extends ListedWatch {
  /** Whether its end is stored. */
  isOver: boolean;
  stop: AbortController;
}

/** The number of ended watches that are listed. */
const maxEnded = 1_000;

/**
 * Runs watches in this process. A watch is stored before it is accepted, and until its outcome is delivered.
 * Throws the errors of the store.
 */
export function makeLocalWatches(deps: LocalWatchesDeps): LocalWatches {
  const { accounts, clock, store } = deps;
  const { now } = clock;
  const kept = new Map<string, LocalWatch>();
  const add = makeAdd(kept);
  const run = makeRun(deps, kept);
  const getWatch = makeGetWatch(deps, kept);
  return {
    getWatch,
    startWatch: oneAtATime(
      makeStartOrFindWatch({
        accounts,
        now,
        getWatch,
        start: async ({ id, request }) => {
          const view: WatchView = { id, status: 'running', request, started_at: isoTime(now()) };
          await store.put(view);
          run(add(view));
          return view;
        },
      }),
    ),
    listWatches: async (question) => listWatches([...kept.values()].reverse(), question),
    stopWatch: async ({ id, reason }) => {
      const watch = kept.get(id);
      if (watch === undefined) return 'unknown';
      if (watch.view.status !== 'running') return 'ended';
      const ended = { ended_at: isoTime(now()), error: stoppedOnPurpose, cause: reason };
      // Stored first: a stop that is not stored would be undone at the next start.
      const stopped: WatchView = { ...watch.view, status: 'stopped', ...ended };
      await store.put(stopped);
      if (watch.view.status !== 'running') {
        await store.put(watch.view);
        return 'ended';
      }
      Object.assign(watch, { view: stopped, isOver: true });
      watch.stop.abort();
      return 'stopped';
    },
    restore: async () => {
      for (const view of await store.all()) add(view);
      forgetOldest(kept);
    },
    resume: () => {
      const unended = unendedOf(kept);
      const known = unended.filter(({ view }) => isKnown(view, accounts));
      for (const watch of known) run(watch);
      return { resumed: known.length, unknown: unended.length - known.length };
    },
    unended: () => unendedOf(kept).length,
  };
}

/** Finds a watch in this process, with its rehearsal if it is one, or in the store. */
const makeGetWatch =
  ({ store, rehearsalOf }: LocalWatchesDeps, kept: ReadonlyMap<string, LocalWatch>): Watches['getWatch'] =>
  async (id) => {
    const watch = kept.get(id);
    if (watch === undefined) return store.get(id);
    const { view, isOver } = watch;
    const rehearsal = rehearsalOf?.(view.request?.job_id ?? '');
    if (rehearsal === undefined) return view;
    return { ...view, rehearsal: isOver ? afterFact(rehearsal, over) : rehearsal };
  };

const over = { kind: 'over' as const };

const unendedOf = (kept: ReadonlyMap<string, LocalWatch>): LocalWatch[] =>
  [...kept.values()].filter(({ isOver }) => !isOver);

const isKnown = ({ request }: WatchView, accounts: readonly Account[]): boolean =>
  request !== undefined && identifyWatch(request, accounts).kind === 'watch';

/** Serializes requests, so that two requests for one job at the same time do not both start a watch. */
function oneAtATime(start: Watches['startWatch']): Watches['startWatch'] {
  let before: Promise<unknown> = Promise.resolve();
  return (asked) => {
    const answer = before.then(() => start(asked));
    before = answer.catch(() => {});
    return answer;
  };
}

function makeAdd(kept: Map<string, LocalWatch>): (view: WatchView) => LocalWatch {
  let number = 0;
  return (view) => {
    number += 1;
    const watch = { view, isOver: view.status !== 'running', stop: new AbortController(), number };
    kept.set(view.id, watch);
    return watch;
  };
}

/**
 * Watches a job to its end. The end is stored once it is delivered, so a process that dies before resumes the
 * watch.
 */
function makeRun(
  { engine, clock, store, onTrouble }: LocalWatchesDeps,
  kept: Map<string, LocalWatch>,
): (watch: LocalWatch) => void {
  return (watch) => {
    const { id, request, started_at } = watch.view;
    if (request === undefined) return;
    const end = (outcome: Awaited<ReturnType<Engine['watch']>>) => {
      if (watch.view.status !== 'running' || outcome === undefined) return;
      watch.view = { ...watch.view, status: outcome, outcome, ended_at: isoTime(clock.now()) };
    };
    const ended = engine.watch({
      id,
      request,
      beganAt: Date.parse(started_at),
      signal: watch.stop.signal,
      polled: (output) => {
        if (watch.view.status === 'running') watch.view = viewAfter(watch.view, output);
      },
      notified: async (outcome) => {
        end(outcome);
        await store
          .put(watch.view)
          .then(() => {
            watch.isOver = true;
          })
          .catch((error: unknown) => onTrouble(`the end of ${id} could not be stored`, error));
      },
    });
    void ended
      .catch(() => 'lost' as const)
      .then((outcome) => {
        end(outcome);
        forgetOldest(kept);
      });
  };
}

function viewAfter(view: WatchView, { progress, decision }: PollOutput): WatchView {
  const { outcome: _notYet, ...poll } = viewOfPoll({ progress, decision });
  const why = decision.kind === 'end' && decision.outcome !== 'succeeded' ? decision : undefined;
  return { ...view, ...poll, ...(why && { error: why.error, cause: why.cause }) };
}

function forgetOldest(kept: Map<string, LocalWatch>): void {
  const ended = [...kept].filter(([, { view }]) => view.status !== 'running');
  for (const [id] of ended.slice(0, Math.max(0, ended.length - maxEnded))) kept.delete(id);
}

const pageSize = 20;

/** Returns a page of watches. The next page starts below the number of this page's last watch. */
function listWatches(
  newestFirst: readonly ListedWatch[],
  { status, since = 0, page }: ListOptions,
): ListAnswer {
  const before = page === undefined ? Number.POSITIVE_INFINITY : Number(page);
  if (!(before > 0)) return 'no_such_page';
  const found = newestFirst.filter(
    ({ view, number }) =>
      number < before &&
      (status === undefined || view.status === status) &&
      Date.parse(view.started_at) >= since,
  );
  const watches = found.slice(0, pageSize);
  const last = watches.at(-1);
  const hasMore = found.length > watches.length && last !== undefined;
  return { watches: watches.map(({ view }) => view), ...(hasMore && { next: String(last.number) }) };
}
