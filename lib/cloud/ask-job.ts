import { readJobAnswer } from '../job/read-job-answer.ts';
import type { AskJob } from '../watch/ports/ask-job.ts';
import { type CloudDeps, makeAskCloud } from './ask-cloud.ts';

/**
 * Asks `GET /v1/{project_id}/jobs/{job_id}` (SDRS API reference, "Querying the Job Status") once, or once
 * more with fresh credentials after a 401, where there are others. Whatever a cloud, a network or a secret
 * does becomes a poll.
 */
export function makeAskJob(deps: CloudDeps): AskJob {
  const askCloud = makeAskCloud(deps);
  return async ({ account, service, jobId }) => {
    const asked = await askCloud({ account, service, path: `/jobs/${jobId}` });
    return asked.kind === 'problem' ? asked : readJobAnswer(asked.answer, jobId);
  };
}
