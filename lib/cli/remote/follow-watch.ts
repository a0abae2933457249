import { WatchesUnavailable } from '../../watch/errors.ts';
import type { Clock } from '../../watch/ports/clock.ts';
import type { WatchView } from '../../watch/watch-view.ts';
import type { Watches } from '../../watch/watches.ts';

/** Gentle with whoever is asked, and soon enough for somebody who waits. */
const firstWaitSeconds = 5;
const longestWaitSeconds = 30;
/** So long one waits for a place that cannot be asked; the watch there goes on meanwhile. */
const patienceSeconds = 600;

interface FollowDeps {
  getWatch: Watches['getWatch'];
  clock: Clock;
  signal: AbortSignal;
  /** Hears the watch whenever it is another than the last time. */
  changed: (watch: WatchView) => void;
}

/** Asks for a watch until it has ended, and gives it as it is then; undefined when it was interrupted. Throws WatchesUnavailable. */
export async function followWatch(begun: WatchView, deps: FollowDeps): Promise<WatchView | undefined> {
  const { clock, signal, changed } = deps;
  let watch = begun;
  let wait = firstWaitSeconds;
  let askedAt = clock.now();
  changed(watch);
  while (watch.status === 'running') {
    await clock.sleep(wait, signal);
    if (signal.aborted) return undefined;
    wait = Math.min(wait * 1.5, longestWaitSeconds);
    const found = await unlessTrouble(watch.id, deps, clock.now() - askedAt > patienceSeconds * 1_000);
    if (found === undefined) continue;
    askedAt = clock.now();
    if (isOther(found, watch)) changed(found);
    watch = found;
  }
  return watch;
}

async function unlessTrouble(
  id: string,
  { getWatch, signal }: FollowDeps,
  isLastTry: boolean,
): Promise<WatchView | undefined> {
  try {
    const found = await getWatch(id);
    if (found !== undefined) return found;
  } catch (error) {
    if (isLastTry || signal.aborted || !(error instanceof WatchesUnavailable)) throw error;
    return undefined;
  }
  throw new WatchesUnavailable(`the watch ${id} does not exist any more.`);
}

const isOther = (one: WatchView, other: WatchView): boolean =>
  one.status !== other.status ||
  one.job_status !== other.job_status ||
  one.progress?.sub_jobs?.ended !== other.progress?.sub_jobs?.ended;
