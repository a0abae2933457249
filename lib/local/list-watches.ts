import type { WatchView } from '../watch/watch-view.ts';
import type { ListAnswer, ListQuestion } from '../watch/watches.ts';

/** A watch that may be listed. */
export interface ListedWatch {
  view: WatchView;
  /** Counts up: names the place in a list. */
  number: number;
}

const pageSize = 20;

/** A page of watches; a later page begins below the number of the last watch of the one before. */
export function listWatches(
  newestFirst: readonly ListedWatch[],
  { status, since = 0, page }: ListQuestion,
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
  const goesOn = found.length > watches.length && last !== undefined;
  return { watches: watches.map(({ view }) => view), ...(goesOn && { next: String(last.number) }) };
}
