import type { Account } from '../watch/account.ts';
import { type Clock, isoTime } from '../watch/clock.ts';
import { identifyWatch } from '../watch/identify-watch.ts';
import { afterFact, type RehearsalView } from '../watch/rehearsal-view.ts';
import { stoppedOnPurpose } from '../watch/report-lost-watch.ts';
import { viewOfPoll, type WatchView } from '../watch/watch-view.ts';
import { makeStartAsked, type Watches } from '../watch/watches.ts';
import type { PollOutput } from '../workflow/contracts.ts';
import type { Engine } from './engine.ts';
import { type ListedWatch, listWatches } from './list-watches.ts';
import type { WatchStore } from './watch-store.ts';

export interface LocalWatchesDeps {
  engine: Pick<Engine, 'watch'>;
  accounts: readonly Account[];
  clock: Clock;
  store: WatchStore;
  /** Hears that the end of a watch could not be kept. */
  onTrouble: (what: string, error: unknown) => void;
  /** How far the rehearsal of a job has come, where rehearsals are followed. */
  rehearsalOf?: (jobId: string) => RehearsalView | undefined;
}

/** The watches of this process, and those that earlier ones left in the store. */
export interface LocalWatches extends Watches {
  /** Finds those of earlier processes; none is watched yet. Throws what the store throws. */
  restore: () => Promise<void>;
  /** Goes on with those that have not ended; left alone are those whose job no configured account has. Says how many. */
  resume: () => { resumed: number; unknown: number };
  /** How many have not ended, or not told it. */
  unended: () => number;
}

/** A watch, and how to stop it. */
interface KeptWatch extends ListedWatch {
  /** Whether the store has its end. */
  isOver: boolean;
  stop: AbortController;
}

/** Of those that have ended, so many are listed. */
const maxEnded = 1_000;

/** The watches locally: kept in the store from before they are answered until they were told. Throws what the store throws. */
export function makeLocalWatches(deps: LocalWatchesDeps): LocalWatches {
  const { accounts, clock, store } = deps;
  const { now } = clock;
  const kept = new Map<string, KeptWatch>();
  const add = makeAdd(kept);
  const run = makeRun(deps, kept);
  const getWatch = makeGetWatch(deps, kept);
  return {
    getWatch,
    startWatch: oneAtATime(
      makeStartAsked({
        ...{ accounts, now, getWatch },
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
      // Kept first: one that could not be kept would go on at the next start.
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

/** Finds a watch of this process, with its rehearsal if it is one, or of an earlier one in the store. */
const makeGetWatch =
  ({ store, rehearsalOf }: LocalWatchesDeps, kept: ReadonlyMap<string, KeptWatch>): Watches['getWatch'] =>
  async (id) => {
    const watch = kept.get(id);
    if (watch === undefined) return store.get(id);
    const { view, isOver } = watch;
    const rehearsal = rehearsalOf?.(view.request?.job_id ?? '');
    if (rehearsal === undefined) return view;
    return { ...view, rehearsal: isOver ? afterFact(rehearsal, over) : rehearsal };
  };

const over = { kind: 'over' as const };

const unendedOf = (kept: ReadonlyMap<string, KeptWatch>): KeptWatch[] =>
  [...kept.values()].filter(({ isOver }) => !isOver);

const isKnown = ({ request }: WatchView, accounts: readonly Account[]): boolean =>
  request !== undefined && identifyWatch(request, accounts).kind === 'watch';

/** Two that ask for the same job at once must not both find that nobody watches it. */
function oneAtATime(start: Watches['startWatch']): Watches['startWatch'] {
  let before: Promise<unknown> = Promise.resolve();
  return (asked) => {
    const answer = before.then(() => start(asked));
    before = answer.catch(() => {});
    return answer;
  };
}

function makeAdd(kept: Map<string, KeptWatch>): (view: WatchView) => KeptWatch {
  let number = 0;
  return (view) => {
    number += 1;
    const watch = { view, isOver: view.status !== 'running', stop: new AbortController(), number };
    kept.set(view.id, watch);
    return watch;
  };
}

/** Watches to the end. The store has the end when it was told: one that dies before goes on at the next start. */
function makeRun(
  { engine, clock, store, onTrouble }: LocalWatchesDeps,
  kept: Map<string, KeptWatch>,
): (watch: KeptWatch) => void {
  return (watch) => {
    const { id, request, started_at } = watch.view;
    if (request === undefined) return;
    const end = (outcome: Awaited<ReturnType<Engine['watch']>>) => {
      if (watch.view.status !== 'running' || outcome === undefined) return;
      watch.view = { ...watch.view, status: outcome, outcome, ended_at: isoTime(clock.now()) };
    };
    const ended = engine.watch({
      ...{ id, request, beganAt: Date.parse(started_at), signal: watch.stop.signal },
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
          .catch((error: unknown) => onTrouble(`the end of ${id} could not be kept`, error));
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

function forgetOldest(kept: Map<string, KeptWatch>): void {
  const ended = [...kept].filter(([, { view }]) => view.status !== 'running');
  for (const [id] of ended.slice(0, Math.max(0, ended.length - maxEnded))) kept.delete(id);
}
