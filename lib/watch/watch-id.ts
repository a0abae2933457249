import { createHash } from 'node:crypto';
import type { WatchRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';

/** How often one job can be watched while Step Functions remembers the names of its executions (90 days). */
export const maxRuns = 20;

/**
 * The name of the execution that watches a job: derived from service, region, project and job id, so that a second event
 * for the same job finds the running watch. Readable at its front, unique by its hash, at most 80 characters. A job that is
 * watched anew after an end has a name of its own for each run from 2 to 20.
 */
export function watchId(
  job: Pick<WatchRequest, 'service' | 'project_id' | 'job_id'> & { region: string },
  run = 1,
): string {
  const parts = [job.service, job.region, job.project_id, job.job_id];
  const key = (run === 1 ? parts : [...parts, `run ${run}`]).join('\n');
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return `${frontOf(job)}-${hash}`;
}

const frontOf = ({ service, job_id }: Pick<WatchRequest, 'service' | 'job_id'>): string =>
  `${service}-${job_id}`.slice(0, 63);

/**
 * The id of the watch that an execution of watch-job does: its name where we gave it. Who starts the machine directly, a
 * parent workflow for one, names it otherwise: that is the first watch of the job too, so that the job's end is told once.
 * An end that is not the job's (the time was over, the parent was stopped) goes by its name: another watch of the job may
 * go on, and still has the job's end to tell.
 */
export function idOfExecution(
  name: string,
  request: WatchRequest | undefined,
  account: Pick<Account, 'region'> | undefined,
): string {
  if (request === undefined || account === undefined) return name;
  const isOurs = name.startsWith(frontOf(request)) && /-[0-9a-f]{16}$/.test(name);
  return isOurs ? name : watchId({ ...request, region: account.region });
}

/** Whether a text can be the name of an execution that watches: nothing else is ever asked for. */
export const isWatchId = (text: string): boolean => /^[A-Za-z0-9_-]{1,80}$/.test(text);
