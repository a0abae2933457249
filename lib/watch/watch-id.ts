import { createHash } from 'node:crypto';
import type { WatchRequest } from '../workflow/watch-request.ts';

/**
 * The name of the execution that watches a job: derived from service, region, project and job id, so that a second event
 * for the same job finds the running watch. Readable at its front, unique by its hash, at most 80 characters.
 */
export function watchId(
  job: Pick<WatchRequest, 'service' | 'project_id' | 'job_id'> & { region: string },
): string {
  const key = [job.service, job.region, job.project_id, job.job_id].join('\n');
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return `${`${job.service}-${job.job_id}`.slice(0, 63)}-${hash}`;
}
