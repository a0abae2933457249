import type { Account } from '../watch/account.ts';
import { type Clock, isoTime } from '../watch/clock.ts';
import { stoppedOnPurpose } from '../watch/report-lost-watch.ts';
import { viewOfLook, type WatchView } from '../watch/watch-view.ts';
import { type ListQuestion, makeStartAsked, type StartAskedPorts, type Watches } from '../watch/watches.ts';
import type { LookOutput } from '../workflow/contracts.ts';
import type { Engine } from './engine.ts';

export interface DeskWatchesDeps {
  engine: Pick<Engine, 'watch'>;
  accounts: readonly Account[];
  clock: Clock;
}

/** A watch of this process, and how to stop it. */
interface Kept {
  view: WatchView;
  stop: AbortController;
  /** Counts up: names the place in a list. */
  number: number;
}

/** Of those that have ended, so many are remembered. */
const maxEnded = 1_000;
const pageSize = 20;

/** The watches of this process, as long as it runs. Never throws. */
export function makeDeskWatches({ engine, accounts, clock }: DeskWatchesDeps): Watches {
  const kept = new Map<string, Kept>();
  const { now } = clock;
  const getWatch: Watches['getWatch'] = async (id) => kept.get(id)?.view;
  return {
    getWatch,
    startWatch: oneAtATime(
      makeStartAsked({ accounts, now, getWatch, start: makeStart({ engine, now, kept }) }),
    ),
    listWatches: async (question) => list([...kept.values()].reverse(), question),
    stopWatch: async ({ id, reason }) => {
      const watch = kept.get(id);
      if (watch === undefined) return 'unknown';
      if (watch.view.status !== 'running') return 'ended';
      watch.view = {
        ...watch.view,
        ...{ status: 'stopped', ended_at: isoTime(now()), error: stoppedOnPurpose, cause: reason },
      };
      watch.stop.abort();
      return 'stopped';
    },
  };
}

/** Two that ask for the same job at once must not both find that nobody watches it. */
function oneAtATime(start: Watches['startWatch']): Watches['startWatch'] {
  let before: Promise<unknown> = Promise.resolve();
  return (asked) => {
    const answer = before.then(() => start(asked));
    before = answer.catch(() => {});
    return answer;
  };
}

function makeStart({
  engine,
  now,
  kept,
}: Pick<DeskWatchesDeps, 'engine'> & {
  now: () => number;
  kept: Map<string, Kept>;
}): StartAskedPorts['start'] {
  let number = 0;
  return async ({ id, request }) => {
    number += 1;
    const view: WatchView = { id, status: 'running', request, started_at: isoTime(now()) };
    const watch: Kept = { view, stop: new AbortController(), number };
    kept.set(id, watch);
    const looked = (output: LookOutput) => {
      if (watch.view.status === 'running') watch.view = viewAfter(watch.view, output);
    };
    const end = engine.watch({ id, request, looked, signal: watch.stop.signal });
    void end
      .catch(() => 'lost' as const)
      .then((outcome) => {
        if (watch.view.status === 'running' && outcome !== undefined) {
          watch.view = { ...watch.view, status: outcome, outcome, ended_at: isoTime(now()) };
        }
        forgetOldest(kept);
      });
    return view;
  };
}

function viewAfter(view: WatchView, { progress, decision }: LookOutput): WatchView {
  const { outcome: _notYet, ...look } = viewOfLook({ progress, decision });
  const why = decision.kind === 'end' && decision.outcome !== 'succeeded' ? decision : undefined;
  return { ...view, ...look, ...(why && { error: why.error, cause: why.cause }) };
}

function forgetOldest(kept: Map<string, Kept>): void {
  const ended = [...kept].filter(([, { view }]) => view.status !== 'running');
  for (const [id] of ended.slice(0, Math.max(0, ended.length - maxEnded))) kept.delete(id);
}

function list(
  newestFirst: readonly Kept[],
  { status, since = 0, page }: ListQuestion,
): Awaited<ReturnType<Watches['listWatches']>> {
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
  const goesOn = found.length > watches.length && last !== undefined;
  return { watches: watches.map(({ view }) => view), ...(goesOn && { next: String(last.number) }) };
}
