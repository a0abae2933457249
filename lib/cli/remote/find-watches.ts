import type { WatchStatus, WatchView } from '../../watch/watch-view.ts';
import type { Watches } from '../../watch/watches.ts';
import { UsageError } from '../usage-error.ts';

/** Collects the newest watches up to a limit. A page may be empty and still have a next one. */
export async function collectWatches(
  { listWatches }: Pick<Watches, 'listWatches'>,
  question: { status?: WatchStatus | undefined; since?: number | undefined },
  limit: number,
): Promise<{ found: WatchView[]; hasMore: boolean }> {
  const found: WatchView[] = [];
  let page: string | undefined;
  do {
    const answer = await listWatches({ ...question, page });
    if (answer === 'no_such_page') throw new UsageError('the list changed while it was read; list again.');
    found.push(...answer.watches);
    page = answer.next;
  } while (page !== undefined && found.length < limit);
  return { found: found.slice(0, limit), hasMore: page !== undefined || found.length > limit };
}

/** The number of newest watches that are searched for a job id. */
const newest = 100;

/** Finds a watch by its id, or the newest one by the id of its job. Throws UsageError if there is none. */
export async function findWatch(id: string, watches: Watches): Promise<WatchView> {
  const named = await watches.getWatch(id);
  if (named !== undefined) return named;
  const { found } = await collectWatches(watches, {}, newest);
  const ofJob = found.find(({ request }) => request?.job_id === id);
  if (ofJob !== undefined) return ofJob;
  throw new UsageError(
    `no watch ${id}, and no job of that id among the newest ${newest} watches; "jobwatch list" shows them.`,
  );
}
