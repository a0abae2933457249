import { WatchesUnavailable } from '../../watch/errors.ts';
import type { Clock } from '../../watch/ports/clock.ts';
import type { WatchView } from '../../watch/watch-view.ts';
import type { Watches } from '../../watch/watches.ts';

/** Waits between two requests grow from 5 to 30 seconds. */
const firstWaitSeconds = 5;
const longestWaitSeconds = 30;
/** Errors are tolerated for this long, because the watch itself continues. */
const patienceSeconds = 600;

interface FollowDeps {
  getWatch: Watches['getWatch'];
  clock: Clock;
  signal: AbortSignal;
  /** Called with the watch at first and after each change. */
  changed: (watch: WatchView) => void;
}

/**
 * Requests a watch until it has ended and returns it; undefined on an interruption. Throws
 * WatchesUnavailable.
 */
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
