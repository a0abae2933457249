import { instantOf } from '../../job/job-time.ts';
import type { Poll } from '../../job/poll.ts';
import type { Account } from '../account.ts';
import type { AskJob } from '../ports/ask-job.ts';
import { type FailedJob, serviceWithFailures } from './failed-jobs.ts';

/** The list tells when a task began and not when it ended: one that ran for longer before the time asked for is not found. */
const longestRunMs = 24 * 3_600_000;

/** `ask`: it began before that time, or nobody says when, and may have ended after. */
type Age = 'within' | 'older' | 'ask';

function ageOf(job: FailedJob, since: number): Age {
  const ended = instantOf(job.end_time);
  if (ended !== undefined) return ended >= since ? 'within' : 'older';
  const began = instantOf(job.begin_time);
  if (began === undefined) return 'ask';
  if (began >= since) return 'within';
  return began >= since - longestRunMs ? 'ask' : 'older';
}

/**
 * The failures that may have ended at `since` (milliseconds since 1970) or later, as far as the list tells; the one that
 * began last is the first.
 */
export const mayHaveEndedSince = (jobs: readonly FailedJob[], since: number): FailedJob[] =>
  jobs.filter((job) => ageOf(job, since) !== 'older').sort((a, b) => beganAt(b) - beganAt(a));

const beganAt = ({ begin_time }: FailedJob): number => instantOf(begin_time) ?? 0;

/**
 * Whether a failed job ended at `since` (milliseconds since 1970) or later. Where the list does not say, the job itself is
 * asked for its end; `unknown` when it cannot be. Jobs are forgotten some time after their end: one that is no longer known
 * ended before.
 */
export async function endedSince(
  job: FailedJob,
  { account, since, askJob }: { account: Account; since: number; askJob: AskJob },
): Promise<'yes' | 'no' | 'unknown'> {
  const age = ageOf(job, since);
  if (age !== 'ask') return age === 'within' ? 'yes' : 'no';
  return endedByPoll(await askJob({ account, service: serviceWithFailures, jobId: job.job_id }), since);
}

function endedByPoll(poll: Poll, since: number): 'yes' | 'no' | 'unknown' {
  if (poll.kind === 'problem') return poll.problem.kind === 'not_found' ? 'no' : 'unknown';
  const ended = instantOf(poll.job.end_time);
  if (ended === undefined) return 'unknown';
  return ended >= since ? 'yes' : 'no';
}
