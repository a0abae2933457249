import { cutToBytes } from '../job/cut-text.ts';
import { hasEnded, isKnownStatus, type Job } from '../job/job.ts';
import type { Poll, PollProblem } from '../job/poll.ts';
import { isTriedAgain, secondsUntilNextPoll } from './next-wait.ts';
import type { PollingPolicy } from './presets.ts';
import type { Progress } from './progress.ts';

/** How a poll can end a watch; `why` is a sentence for people where the job itself does not say it. */
export type Ending =
  | { outcome: 'succeeded' | 'failed' }
  | { outcome: 'timed_out' | 'unreachable'; why: string };

export const newsKinds = ['started', 'sub_jobs', 'cannot_ask', 'unknown_status'] as const;

/** Progress that a route may ask for. A watch announces each key once. */
export interface News {
  kind: (typeof newsKinds)[number];
  key: string;
}

/** What to do after one poll. Nothing here waits or throws. */
export interface AfterPoll {
  next: { kind: 'wait'; seconds: number; news?: News } | { kind: 'end'; ending: Ending };
  progress: Progress;
}

/** How long no poll has to see the job before the watch announces that. */
const cannotAskAfterMs = 10 * 60_000;
/** A new job id may not be visible yet, so a 404 is not believed for this long. */
const notFoundGraceMs = 2 * 60_000;
/** The number of equal answers in a row that are believed. */
const believedInARow = 3;
/** Progress notifications of one watch, so that its history always fits the execution. */
const mostNotified = 20;

/** Decides after one poll: go on and when to poll again, or how the watch ends; and what people should hear meanwhile. */
export function decideAfterPoll(
  poll: Poll,
  before: Progress,
  policy: { polling: PollingPolicy; jobId: string; now: number; wanted: ReadonlySet<News['kind']> },
): AfterPoll {
  const progress = advance(before, poll, policy.now);
  const ending = endingOf(poll, progress, policy.now);
  if (ending !== undefined) return { next: { kind: 'end', ending }, progress };
  const seconds = secondsUntilNextPoll(poll, progress, policy);
  const news = freshNews(newsOf(poll, progress, policy.now), progress, policy.wanted);
  if (news === undefined) return { next: { kind: 'wait', seconds }, progress };
  return {
    next: { kind: 'wait', seconds, news },
    progress: { ...progress, notified: [...progress.notified, news.key] },
  };
}

/** The progress of a watch before its first poll. */
export function beginProgress(now: number, deadlineSeconds: number): Progress {
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
  return {
    started_at: iso(now),
    deadline_at: iso(now + deadlineSeconds * 1_000),
    polls: 0,
    errors_seen: 0,
    notified: [],
  };
}

function advance(before: Progress, poll: Poll, now: number): Progress {
  const { trouble, ...steady } = before;
  const at = new Date(now).toISOString();
  const polls = before.polls + 1;
  if (poll.kind === 'job') return { ...steady, polls, ...seen(poll.job, before, at) };
  const { kind, message } = poll.problem;
  const inARow = trouble?.kind === kind ? trouble.in_a_row + 1 : 1;
  return {
    ...steady,
    polls,
    errors_seen: before.errors_seen + 1,
    trouble: { since: trouble?.since ?? at, kind, in_a_row: inARow, message: cutToBytes(message, 300) },
  };
}

/** Cuts texts from outside to a number of bytes of JSON, so that progress stays small whatever an answer contains. */
function seen(job: Job, before: Progress, at: string): Partial<Progress> {
  const status = job.status && cutToBytes(job.status, 64);
  const first = before.first_status ?? status;
  return {
    last_seen_at: at,
    ...(first !== undefined && { first_status: first }),
    ...(status !== undefined && { last_status: status }),
    ...(job.job_type !== undefined && { job_type: cutToBytes(job.job_type, 128) }),
    ...(job.begin_time !== undefined && { begin_time: cutToBytes(job.begin_time, 64) }),
    ...(job.sub_jobs.length > 0 && {
      sub_jobs: { ended: job.sub_jobs.filter(hasEnded).length, of: job.sub_jobs.length },
    }),
  };
}

function endingOf(poll: Poll, progress: Progress, now: number): Ending | undefined {
  if (poll.kind === 'job' && hasEnded(poll.job)) {
    return { outcome: poll.job.status === 'SUCCESS' ? 'succeeded' : 'failed' };
  }
  if (poll.kind === 'problem' && isBelieved(poll.problem, progress, now)) {
    return { outcome: 'unreachable', why: `${leadOf(poll.problem, progress)} ${poll.problem.message}` };
  }
  const goesOn = now < Date.parse(progress.deadline_at) || isTriedAgain(progress, now);
  return goesOn ? undefined : atDeadline(poll, progress, now);
}

const leadOf = ({ kind }: PollProblem, { last_seen_at }: Progress): string => {
  if (kind !== 'not_found') return 'The state of the job could not be read.';
  return `The API ${last_seen_at === undefined ? 'does not know' : 'no longer knows'} this job.`;
};

/** One bad poll on the deadline does not make unknown what was known minutes ago. */
function atDeadline(poll: Poll, progress: Progress, now: number): Ending {
  const { last_seen_at: seenAt, last_status: status, trouble } = progress;
  if (poll.kind === 'job') {
    return {
      outcome: 'timed_out',
      why: `The deadline passed and the job had not ended: its status was still ${status}.`,
    };
  }
  if (seenAt !== undefined && !isLasting(trouble, now)) {
    return {
      outcome: 'timed_out',
      why: `The deadline passed: at ${seenAt} the job had not ended (${status}), and since then its state could not be read.`,
    };
  }
  return {
    outcome: 'unreachable',
    why: `The deadline passed while the state of the job could not be read. ${poll.problem.message}`,
  };
}

const isLasting = (trouble: Progress['trouble'], now: number): boolean =>
  trouble !== undefined && now - Date.parse(trouble.since) >= cannotAskAfterMs;

/** Whether a problem has been met often enough that asking on is pointless. */
function isBelieved(problem: PollProblem, progress: Progress, now: number): boolean {
  const inARow = progress.trouble?.in_a_row ?? 0;
  switch (problem.kind) {
    case 'refused':
      return true;
    case 'denied':
      return inARow >= believedInARow;
    case 'not_found':
      return inARow >= believedInARow && now - Date.parse(progress.started_at) >= notFoundGraceMs;
    case 'no_connection':
    case 'network':
    case 'throttled':
    case 'server':
    case 'not_a_job':
    case 'credentials':
      return false;
  }
}

function freshNews(
  all: readonly News[],
  { notified }: Progress,
  wanted: ReadonlySet<News['kind']>,
): News | undefined {
  if (notified.length >= mostNotified) return undefined;
  return all.find(({ kind, key }) => wanted.has(kind) && !notified.includes(key));
}

function newsOf(poll: Poll, progress: Progress, now: number): News[] {
  if (poll.kind === 'job') return newsOfJob(progress);
  const { trouble } = progress;
  if (trouble === undefined || !isLasting(trouble, now)) return [];
  return [{ kind: 'cannot_ask', key: `cannot_ask ${trouble.since}` }];
}

/** Announces every tenth of the sub-jobs if there are many. */
function newsOfJob({ last_status: status, sub_jobs: parts }: Progress): News[] {
  if (status !== undefined && !isKnownStatus(status)) {
    return [{ kind: 'unknown_status', key: `unknown_status ${status}` }];
  }
  const tenth = parts === undefined ? 0 : Math.floor((10 * parts.ended) / parts.of);
  const started: News = { kind: 'started', key: 'started' };
  return tenth === 0 ? [started] : [started, { kind: 'sub_jobs', key: `sub_jobs ${tenth}` }];
}
