import type { Job } from '../../lib/job/job.ts';
import type { Poll, PollProblem, PollProblemKind } from '../../lib/job/poll.ts';
import { aJob } from './jobs.ts';

/** A poll that saw the job; by default it is running. */
export const seeing = (overrides: Partial<Job> = {}): Poll => {
  const { end_time, duration_seconds, ...job } = aJob({ status: 'RUNNING' });
  return { kind: 'job', job: { ...job, ...overrides } };
};

/** A poll that met a problem instead of the job. */
export const meeting = (kind: PollProblemKind, overrides: Partial<PollProblem> = {}): Poll => ({
  kind: 'problem',
  problem: { kind, message: `${kind} it was.`, ...overrides },
});

/** What the tests of polls hear of besides ends. */
export const troubles = new Set(['cannot_ask', 'unknown_status'] as const);
