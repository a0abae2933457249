import type { WatchView } from '../../watch/watch-view.ts';
import type { Watches } from '../../watch/watches.ts';
import { UsageError } from '../usage-error.ts';
import { collectWatches } from './collect-watches.ts';

/** So many of the newest watches are looked through for one of a job. */
const newest = 100;

/** The watch of that id, or the newest one of the job of that id. Throws UsageError where there is none. */
export async function findWatch(id: string, watches: Watches): Promise<WatchView> {
  const named = await watches.getWatch(id);
  if (named !== undefined) return named;
  const { found } = await collectWatches(watches, {}, newest);
  const ofJob = found.find(({ request }) => request?.job_id === id);
  if (ofJob !== undefined) return ofJob;
  throw new UsageError(
    `There is no watch ${id}, and none of a job of that id among the newest ${newest}; "jobwatch list" shows what there is.`,
  );
}
