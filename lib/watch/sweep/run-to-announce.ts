import { maxRuns, watchId } from '../watch-id.ts';
import type { Watches } from '../watches.ts';

/**
 * Returns the run of the job's watch whose id this failure's announcement uses. Two reporters get the same run, so only
 * one announces it. Returns undefined if a run already reported the job's result. A run that is going on or was stopped
 * has reported nothing. After a run that timed out, was unreachable or was lost, it is the next run.
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
