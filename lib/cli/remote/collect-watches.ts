import type { WatchStatus, WatchView } from '../../watch/watch-view.ts';
import type { Watches } from '../../watch/watches.ts';
import { UsageError } from '../usage-error.ts';

/** The newest watches, at most so many; a page may be empty and still have a next one. */
export async function collectWatches(
  { listWatches }: Pick<Watches, 'listWatches'>,
  question: { status?: WatchStatus | undefined; since?: number | undefined },
  limit: number,
): Promise<{ found: WatchView[]; hasMore: boolean }> {
  const found: WatchView[] = [];
  let page: string | undefined;
  do {
    const answer = await listWatches({ ...question, page });
    if (answer === 'no_such_page')
      throw new UsageError('The list has changed while it was read; list again.');
    found.push(...answer.watches);
    page = answer.next;
  } while (page !== undefined && found.length < limit);
  return { found: found.slice(0, limit), hasMore: page !== undefined || found.length > limit };
}
