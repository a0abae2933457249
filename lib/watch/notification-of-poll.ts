import type { Job } from '../job/job.ts';
import { instantOf } from '../job/job-time.ts';
import type { Poll } from '../job/poll.ts';
import { composeNotification, type NotificationFacts } from '../notification/compose-notification.ts';
import type {
  Notification,
  NotificationType,
  NotificationWatch,
  Problem,
} from '../notification/notification.ts';
import { endOf } from '../notification/notification-id.ts';
import { type AfterPoll, type Ending, type News, newsKinds } from '../polling/after-poll.ts';
import type { PollInput } from '../workflow/contracts.ts';
import type { Account } from './account.ts';
import { linksOf, notificationAccount } from './notification-context.ts';
import { isoTime } from './ports/clock.ts';
import { type RehearsalAccount, rehearsalField } from './rehearsal.ts';
import { idOfExecution } from './watch-id.ts';

/** All that one poll found out; `now` in milliseconds since 1970. */
export interface FoundOut {
  input: PollInput;
  account: Account | RehearsalAccount | undefined;
  poll: Poll;
  job: Job;
  after: AfterPoll;
  now: number;
}

const typeOfEnding: Record<Ending['outcome'], NotificationType> = {
  succeeded: 'sdrs.job.succeeded',
  failed: 'sdrs.job.failed',
  timed_out: 'sdrs.watch.timed_out',
  unreachable: 'sdrs.watch.unreachable',
};

const typeOfNews: Record<News['kind'], NotificationType> = {
  started: 'sdrs.job.started',
  sub_jobs: 'sdrs.job.progress',
  cannot_ask: 'sdrs.watch.cannot_ask',
  unknown_status: 'sdrs.job.unknown_status',
};

/** The news of a watch that are told as notifications of these types. */
export const wantedNews = (types: ReadonlySet<NotificationType>): ReadonlySet<News['kind']> =>
  new Set(newsKinds.filter((kind) => types.has(typeOfNews[kind])));

/** What people should hear after a poll: its end, progress worth telling, or (mostly) nothing. */
export function notificationOfPoll(found: FoundOut): Notification | undefined {
  const notified = whatToAnnounce(found.after);
  if (notified === undefined) return undefined;
  const { input, account, job, after, now } = found;
  return composeNotification({
    ...notified,
    time: isoTime(now),
    service: input.request.service,
    job,
    watch: watchOf(found),
    account: notificationAccount(account, input.request),
    problem: problemOf(found.poll, after),
    links: linksOf(account, input.watch.arn),
    labels: input.request.labels,
    ...rehearsalField(input.request),
  });
}

function whatToAnnounce({
  next,
  progress,
}: AfterPoll): Pick<NotificationFacts, 'type' | 'what' | 'reason'> | undefined {
  if (next.kind === 'end') {
    const { ending } = next;
    const reason = 'why' in ending ? ending.why : undefined;
    return { type: typeOfEnding[ending.outcome], what: endOf(ending.outcome), reason };
  }
  const { news } = next;
  if (news === undefined) return undefined;
  const notified = { type: typeOfNews[news.kind], what: news.key };
  if (news.kind !== 'unknown_status') return notified;
  return {
    ...notified,
    reason: `The status ${progress.last_status} is not one that the API documents; it counts as still running.`,
  };
}

function watchOf({ input, account, job, after, now }: FoundOut): NotificationWatch {
  const { polls, started_at, errors_seen, sub_jobs } = after.progress;
  const name = input.watch.id;
  const id = isOfTheJob(after.next) ? idOfExecution(name, input.request, account) : name;
  const watch = { id, polls, started_at, errors_seen };
  if (after.next.kind !== 'end') return { ...watch, ...(sub_jobs !== undefined && { sub_jobs }) };
  const jobEnded = instantOf(job.end_time);
  return {
    ...watch,
    ended_at: isoTime(now),
    ...(jobEnded !== undefined &&
      jobEnded <= now && { detection_delay_seconds: Math.round((now - jobEnded) / 1_000) }),
  };
}

const isOfTheJob = (next: AfterPoll['next']): boolean =>
  next.kind === 'wait' || next.ending.outcome === 'succeeded' || next.ending.outcome === 'failed';

function problemOf(poll: Poll, after: AfterPoll): Problem | undefined {
  if (poll.kind !== 'problem') return undefined;
  const { retry_after_seconds, ...problem } = poll.problem;
  const since = after.progress.trouble?.since;
  return { ...problem, ...(since !== undefined && { since }) };
}
