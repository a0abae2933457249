import type { Job } from '../../lib/job/job.ts';
import type { Look, LookProblem, LookProblemKind } from '../../lib/job/look.ts';
import { aJob } from './jobs.ts';

/** A look that saw the job; by default it is running. */
export const seeing = (overrides: Partial<Job> = {}): Look => {
  const { end_time, duration_seconds, ...job } = aJob({ status: 'RUNNING' });
  return { kind: 'job', job: { ...job, ...overrides } };
};

/** A look that met a problem instead of the job. */
export const meeting = (kind: LookProblemKind, overrides: Partial<LookProblem> = {}): Look => ({
  kind: 'problem',
  problem: { kind, message: `${kind} it was.`, ...overrides },
});

/** What the tests of looks hear of besides ends. */
export const troubles = new Set(['cannot_ask', 'unknown_status'] as const);
