import { maxRuns, watchId } from '../watch-id.ts';
import type { Watches } from '../watches.ts';

/**
 * The run of a job's watch as whose end a failure is told, so that whoever tells it first is the only one; undefined where
 * a run told how the job ended. A run that watches has told no end yet, and neither has one that was stopped; one that
 * timed out, could not ask or died told an end that is not the job's, and then it is the next run.
 */
export async function runToAnnounce(
  job: Parameters<typeof watchId>[0],
  getWatch: Watches['getWatch'],
): Promise<number | undefined> {
  let stopped: number | undefined;
  for (let run = 1; run <= maxRuns; run += 1) {
    const watch = await getWatch(watchId(job, run));
    switch (watch?.status) {
      case undefined:
        return stopped ?? run;
      case 'running':
        return run;
      case 'succeeded':
      case 'failed':
        return undefined;
      case 'stopped':
        stopped = run;
        break;
      case 'timed_out':
      case 'unreachable':
      case 'lost':
        stopped = undefined;
        break;
    }
  }
  return stopped ?? maxRuns + 1;
}
