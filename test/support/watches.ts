import { Account } from '../../lib/watch/account.ts';
import type { PollInput } from '../../lib/workflow/contracts.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';

export const projectId = '5dd3c0b24cdc4d31952c49589182a89d';
export const jobId = 'ff80808288a1c57d0188a1dd0a0f0012';

/** An account that is asked with a token; every part can be overridden. */
export const anAccount = (overrides: Record<string, unknown> = {}): Account =>
  Account.parse({
    id: 'otc-prod',
    cloud: 'otc',
    region: 'eu-de',
    project_id: projectId,
    credentials: { kind: 'token', token: 'env:TOKEN' },
    ...overrides,
  });

/** A request with nothing but what is needed. */
export const aRequest = (overrides: Record<string, unknown> = {}): WatchRequest =>
  WatchRequest.parse({ job_id: jobId, project_id: projectId, ...overrides });

export const anExecution = {
  id: `sdrs-${jobId}-0f1e2d3c4b5a6978`,
  arn: `arn:aws:states:eu-central-1:123456789012:execution:WatchJob:sdrs-${jobId}-0f1e2d3c4b5a6978`,
};

/** What the machine sends to a poll; before the first one there is no progress. */
export const aPollInput = (overrides: Partial<PollInput> = {}): PollInput => ({
  watch: anExecution,
  request: aRequest(),
  progress: undefined,
  ...overrides,
});
