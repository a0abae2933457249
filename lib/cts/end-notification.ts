import type { Job } from '../job/job.ts';
import { instantOf } from '../job/job-time.ts';
import { composeNotification } from '../notification/compose-notification.ts';
import type { Notification } from '../notification/notification.ts';
import type { Account } from '../watch/account.ts';
import { linksOf } from '../watch/notification-context.ts';
import { isoTime } from '../watch/ports/clock.ts';
import { watchId } from '../watch/watch-id.ts';
import { accountAt } from './place-of-trace.ts';
import type { TracedJob } from './read-trace.ts';

/**
 * Composes the notification of an outcome that a trace reports. `now` is in milliseconds since 1970. Its id
 * is the one that this run of the job's watch would use, so the outcome is announced once. If the project has
 * no account, the region and project come from the topic.
 */
export function endNotification(
  { request, job }: { request: TracedJob; job: Job },
  { run, accounts, now }: { run: number; accounts: readonly Account[]; now: number },
): Notification {
  const { region, project_id, service } = request;
  const account = accountAt(request, accounts);
  const time = isoTime(now);
  return composeNotification({
    type: job.status === 'SUCCESS' ? 'sdrs.job.succeeded' : 'sdrs.job.failed',
    what: 'end',
    time,
    service,
    job,
    watch: { id: watchId(request, run), ended_at: time, ...delayOf(job, now) },
    account: { id: account?.id ?? 'unknown', cloud: account?.cloud ?? 'unknown', region, project_id },
    links: linksOf(account, ''),
  });
}

function delayOf({ end_time }: Job, now: number): { detection_delay_seconds?: number } {
  const ended = instantOf(end_time);
  if (ended === undefined || ended > now) return {};
  return { detection_delay_seconds: Math.round((now - ended) / 1_000) };
}
