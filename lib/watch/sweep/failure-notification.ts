import { JobAnswer, toJob } from '../../job/job-answer.ts';
import type { PollProblem } from '../../job/poll.ts';
import { composeNotification } from '../../notification/compose-notification.ts';
import type { Notification } from '../../notification/notification.ts';
import type { PollInput } from '../../workflow/contracts.ts';
import { WatchRequest } from '../../workflow/watch-request.ts';
import type { Account } from '../account.ts';
import { linksOf, notificationAccount } from '../notification-context.ts';
import { type PollPorts, pollJob } from '../poll-job.ts';
import type { AskJob } from '../ports/ask-job.ts';
import { isoTime } from '../ports/clock.ts';
import { watchId } from '../watch-id.ts';
import { type FailedJob, serviceWithFailures } from './failed-jobs.ts';

/** What a watch of that failed job is or would be asked with. */
export const requestOfFailure = ({ job_id }: FailedJob, { id, project_id, region }: Account) => ({
  ...WatchRequest.parse({ job_id, project_id, service: serviceWithFailures, account: id }),
  region,
});

/**
 * The notification with which that run of the job's watch would end, after one poll: as it is looked at now, or as the list tells it
 * where it cannot be. `not_failed` when the job itself says otherwise than the list.
 */
export async function failureNotification(
  job: FailedJob,
  account: Account,
  { run, askJob, now }: { run: number; askJob: AskJob; now: () => number },
): Promise<{ kind: 'notification'; notification: Notification } | { kind: 'not_failed'; ended: boolean }> {
  const request = requestOfFailure(job, account);
  const id = watchId(request, run);
  const input: PollInput = { watch: { id, arn: '' }, request, progress: undefined };
  let problem: PollProblem | undefined;
  const ports: PollPorts = {
    askJob: async (question) => {
      const poll = await askJob(question);
      problem = poll.kind === 'problem' ? poll.problem : undefined;
      return poll;
    },
    accounts: [account],
    polling: { preset: 'balanced', deadline: '24h' },
    wanted: new Set(),
    now,
  };
  const { decision, notification } = await pollJob(input, ports);
  if (problem !== undefined)
    return {
      kind: 'notification',
      notification: listedNotification(job, account, { id, problem, now: now() }),
    };
  if (decision.kind === 'end' && decision.outcome === 'failed' && notification !== undefined) {
    return { kind: 'notification', notification };
  }
  return { kind: 'not_failed', ended: decision.kind === 'end' };
}

function listedNotification(
  job: FailedJob,
  account: Account,
  { id, problem, now }: { id: string; problem: PollProblem; now: number },
): Notification {
  const time = isoTime(now);
  const { retry_after_seconds, ...notified } = problem;
  return composeNotification({
    type: 'sdrs.job.failed',
    what: 'end',
    time,
    service: serviceWithFailures,
    job: jobOf(job),
    watch: { id, polls: 1, started_at: time, ended_at: time, errors_seen: 1 },
    account: notificationAccount(account, account),
    reason: 'The list of failed tasks tells this failure; the job itself could not be looked at.',
    problem: notified,
    links: linksOf(account, ''),
  });
}

/** What the list knows of the job, in the shape in which a poll would see it. */
function jobOf({ resource_id, resource_name, resource_type, ...known }: FailedJob) {
  const entities = Object.entries({ resource_id, resource_name, resource_type }).filter(
    ([, value]) => value !== undefined,
  );
  const answer = { ...known, status: 'FAIL', entities: Object.fromEntries(entities) };
  return toJob(JobAnswer.parse(answer), known.job_id);
}
