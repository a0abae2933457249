import { isoTime } from '../../lib/watch/ports/clock.ts';
import type { WatchView } from '../../lib/watch/watch-view.ts';
import { makeStartOrFindWatch, type Watches } from '../../lib/watch/watches.ts';
import { anAccount } from '../support/watches.ts';

/** Makes watches that a test can set, with the real rules for runs. */
export function makePretendWatches(now: () => number): Watches & { kept: Map<string, WatchView> } {
  const kept = new Map<string, WatchView>();
  const getWatch: Watches['getWatch'] = async (id) => kept.get(id);
  return {
    kept,
    getWatch,
    startWatch: makeStartOrFindWatch({
      accounts: [anAccount()],
      getWatch,
      now,
      start: async ({ id, request }) => {
        const view: WatchView = { id, status: 'running', request, started_at: isoTime(now()) };
        kept.set(id, view);
        return view;
      },
    }),
    listWatches: async ({ status, since = 0, page }) => {
      if (page !== undefined && page !== 'two') return 'no_such_page';
      const watches = [...kept.values()].filter(
        (view) => (status === undefined || view.status === status) && Date.parse(view.started_at) >= since,
      );
      return page === 'two' ? { watches } : { watches, next: 'two' };
    },
    stopWatch: async ({ id, reason }) => {
      const view = kept.get(id);
      if (view === undefined) return 'unknown';
      if (view.status !== 'running') return 'ended';
      kept.set(id, { ...view, status: 'stopped', error: 'WatchStopped', cause: reason });
      return 'stopped';
    },
  };
}
