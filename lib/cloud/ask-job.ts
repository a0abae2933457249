import { readJobAnswer } from '../job/read-job-answer.ts';
import type { AskJob } from '../watch/ports/ask-job.ts';
import { type CloudDeps, makeAskCloud } from './ask-cloud.ts';

/**
 * Makes a function that queries `GET /v1/{project_id}/jobs/{job_id}` (SDRS API reference, "Querying the Job
 * Status"). After a 401 it retries once if there are newer credentials. Every error becomes part of the poll.
 */
export function makeAskJob(deps: CloudDeps): AskJob {
  const askCloud = makeAskCloud(deps);
  return async ({ account, service, jobId }) => {
    const asked = await askCloud({ account, service, path: `/jobs/${jobId}` });
    return asked.kind === 'problem' ? asked : readJobAnswer(asked.answer, jobId);
  };
}
