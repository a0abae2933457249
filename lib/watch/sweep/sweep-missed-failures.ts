import type { Account } from '../account.ts';
import type { Announce } from '../ports/announce.ts';
import type { AskJob } from '../ports/ask-job.ts';
import { watchId } from '../watch-id.ts';
import type { Watches } from '../watches.ts';
import { type FailedJob, type ListFailedJobs, type MissedFailures, whyIncomplete } from './failed-jobs.ts';
import { failureNotification, requestOfFailure } from './failure-notification.ts';
import { endedSince, mayHaveEndedSince } from './failures-within.ts';
import { runToAnnounce } from './run-to-announce.ts';

export interface MissedPorts {
  listFailedJobs: ListFailedJobs;
  askJob: AskJob;
  announce: Announce;
  getWatch: Watches['getWatch'];
  accounts: readonly Account[];
  /** Failures that ended longer ago are left alone, in seconds. */
  withinSeconds: number;
  /**
   * What became of failures that need no poll any more, by watch id. Kept from run to run it spares questions, and nothing
   * else: what was told is known by the notification's id.
   */
  settled: Map<string, 'already' | 'none'>;
  now: () => number;
}

/** Announcements of one run at most. The next run continues. */
const mostAnnouncements = 200;
/** A run ends its polls after so long: the function is stopped after 4 minutes. */
const longestRunMs = 150_000;
/** Far more failures than a project has in the time looked back over. */
const mostSettled = 20_000;

type Tally = MissedFailures['accounts'][number];

/**
 * Announces the failures that no watch announced, once each: they have the notification id of a watch's outcome, so only
 * the first reporter announces one. An account that cannot be polled does not stop the others. Throws what its ports
 * throw, after all accounts were swept.
 */
export async function sweepMissedFailures(ports: MissedPorts): Promise<MissedFailures> {
  if (ports.settled.size > mostSettled) ports.settled.clear();
  const now = ports.now();
  const run: Run = {
    ...ports,
    since: now - ports.withinSeconds * 1_000,
    bound: { left: mostAnnouncements, until: now + longestRunMs },
  };
  const ended = await Promise.allSettled(ports.accounts.map((account) => announceOf(account, run)));
  const accounts = ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  return { accounts };
}

interface Run extends MissedPorts {
  /** Milliseconds since 1970. */
  since: number;
  /** What all accounts together may still announce, and until when. */
  bound: { left: number; until: number };
}

async function announceOf(account: Account, run: Run): Promise<Tally> {
  const tally: Tally = { account: account.id, found: 0, announced: 0, already: 0, left: 0 };
  const listed = await run.listFailedJobs(account);
  const problem = whyIncomplete(listed);
  const jobs = listed.kind === 'jobs' ? listed.jobs : [];
  for (const job of mayHaveEndedSince(jobs, run.since)) {
    const became = await announceOne(job, account, run);
    if (became === 'none') continue;
    tally.found += 1;
    tally[became] += 1;
  }
  return { ...tally, ...(problem !== undefined && { problem }) };
}

/** `none`: no failure, or none of the time asked for. */
type Became = 'announced' | 'already' | 'left' | 'none';

async function announceOne(job: FailedJob, account: Account, run: Run): Promise<Became> {
  const id = watchId(requestOfFailure(job, account));
  const settled = run.settled.get(id);
  if (settled !== undefined) return settled;
  if (run.bound.left <= 0 || run.now() >= run.bound.until) return 'left';
  // Reserved before it is used, because the accounts are swept at the same time.
  run.bound.left -= 1;
  const became = await pollAndAnnounce(job, account, run);
  if (became.what !== 'announced') run.bound.left += 1;
  if (became.settles) run.settled.set(id, became.what === 'none' ? 'none' : 'already');
  return became.what;
}

async function pollAndAnnounce(
  job: FailedJob,
  account: Account,
  { since, askJob, announce, getWatch, now }: Run,
): Promise<{ what: Became; settles: boolean }> {
  const ended = await endedSince(job, { account, since, askJob });
  if (ended === 'unknown') return { what: 'left', settles: false };
  if (ended === 'no') return { what: 'none', settles: true };
  const run = await runToAnnounce(requestOfFailure(job, account), getWatch);
  if (run === undefined) return { what: 'already', settles: true };
  const found = await failureNotification(job, account, { run, askJob, now });
  if (found.kind === 'not_failed') return { what: 'none', settles: found.ended };
  const answer = await announce(found.notification);
  return { what: answer === 'started' ? 'announced' : 'already', settles: true };
}
