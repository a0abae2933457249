import type { Job } from '../job/job.ts';
import { instantOf } from '../job/job-time.ts';
import type { Look } from '../job/look.ts';
import { composeNotice, type NoticeFacts } from '../notice/compose-notice.ts';
import type { Notice, NoticeType, NoticeWatch, Problem } from '../notice/notice.ts';
import { endOf } from '../notice/notice-id.ts';
import { type AfterLook, type Ending, type News, newsKinds } from '../polling/after-look.ts';
import type { LookInput } from '../workflow/contracts.ts';
import type { Account } from './account.ts';
import { isoTime } from './clock.ts';
import { linksOf, noticeAccount } from './notice-context.ts';
import { type RehearsalAccount, rehearsalMark } from './rehearsal.ts';
import { idOfExecution } from './watch-id.ts';

/** All that one look found out; `now` in milliseconds since 1970. */
export interface FoundOut {
  input: LookInput;
  account: Account | RehearsalAccount | undefined;
  look: Look;
  job: Job;
  after: AfterLook;
  now: number;
}

const typeOfEnding: Record<Ending['outcome'], NoticeType> = {
  succeeded: 'sdrs.job.succeeded',
  failed: 'sdrs.job.failed',
  timed_out: 'sdrs.watch.timed_out',
  unreachable: 'sdrs.watch.unreachable',
};

const typeOfNews: Record<News['kind'], NoticeType> = {
  started: 'sdrs.job.started',
  sub_jobs: 'sdrs.job.progress',
  cannot_ask: 'sdrs.watch.cannot_ask',
  unknown_status: 'sdrs.job.unknown_status',
};

/** The news of a watch that are told as notices of these types. */
export const wantedNews = (types: ReadonlySet<NoticeType>): ReadonlySet<News['kind']> =>
  new Set(newsKinds.filter((kind) => types.has(typeOfNews[kind])));

/** What people should hear after a look: its end, progress worth telling, or (mostly) nothing. */
export function noticeOfLook(found: FoundOut): Notice | undefined {
  const told = whatToTell(found.after);
  if (told === undefined) return undefined;
  const { input, account, job, after, now } = found;
  return composeNotice({
    ...told,
    time: isoTime(now),
    service: input.request.service,
    job,
    watch: watchOf(found),
    account: noticeAccount(account, input.request),
    problem: problemOf(found.look, after),
    links: linksOf(account, input.watch.arn),
    labels: input.request.labels,
    ...rehearsalMark(input.request),
  });
}

function whatToTell({
  next,
  progress,
}: AfterLook): Pick<NoticeFacts, 'type' | 'what' | 'reason'> | undefined {
  if (next.kind === 'end') {
    const { ending } = next;
    const reason = 'why' in ending ? ending.why : undefined;
    return { type: typeOfEnding[ending.outcome], what: endOf(ending.outcome), reason };
  }
  const { news } = next;
  if (news === undefined) return undefined;
  const told = { type: typeOfNews[news.kind], what: news.key };
  if (news.kind !== 'unknown_status') return told;
  return {
    ...told,
    reason: `The status ${progress.last_status} is not one that the API documents; it counts as still running.`,
  };
}

function watchOf({ input, account, job, after, now }: FoundOut): NoticeWatch {
  const { looks, started_at, errors_seen, sub_jobs } = after.progress;
  const name = input.watch.id;
  const id = isOfTheJob(after.next) ? idOfExecution(name, input.request, account) : name;
  const watch = { id, looks, started_at, errors_seen };
  if (after.next.kind !== 'end') return { ...watch, ...(sub_jobs !== undefined && { sub_jobs }) };
  const jobEnded = instantOf(job.end_time);
  return {
    ...watch,
    ended_at: isoTime(now),
    ...(jobEnded !== undefined &&
      jobEnded <= now && { detection_delay_seconds: Math.round((now - jobEnded) / 1_000) }),
  };
}

const isOfTheJob = (next: AfterLook['next']): boolean =>
  next.kind === 'wait' || next.ending.outcome === 'succeeded' || next.ending.outcome === 'failed';

function problemOf(look: Look, after: AfterLook): Problem | undefined {
  if (look.kind !== 'problem') return undefined;
  const { retry_after_seconds, ...problem } = look.problem;
  const since = after.progress.trouble?.since;
  return { ...problem, ...(since !== undefined && { since }) };
}
