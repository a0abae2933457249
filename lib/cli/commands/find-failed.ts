import * as z from 'zod';
import { makeAskJob } from '../../cloud/ask-job.ts';
import { makeListFailedJobs } from '../../cloud/list-failed-jobs.ts';
import { makeSendHttp } from '../../http/send.ts';
import { Deadline, durationSeconds } from '../../polling/duration.ts';
import type { Account } from '../../watch/account.ts';
import { type FailedJob, type ListFailedJobs, whyIncomplete } from '../../watch/failed-jobs.ts';
import { endedSince, mayHaveEndedSince } from '../../watch/failures-within.ts';
import type { AskJob, ResolveSecret } from '../../watch/ports.ts';
import { parseFlags } from '../parse-flags.ts';
import { proxyOf } from '../proxy.ts';
import type { Terminal } from '../terminal.ts';
import { whenInterrupted } from '../when-interrupted.ts';

/** The failures of an account that ended within the time asked for, and why there may be others. */
export interface Found {
  account: Account;
  jobIds: string[];
  troubles: string[];
}

/** The instant that `--failed-since` names, in milliseconds since 1970. Throws UsageError. */
export function sinceOf(failedSince: string, now: number): number {
  const schema = z.object({ failed_since: Deadline });
  parseFlags(schema, { failed_since: failedSince }, { failed_since: '--failed-since' });
  return now - (durationSeconds(failedSince) ?? 0) * 1_000;
}

/**
 * Looks through the accounts' lists of failed tasks; undefined when that was interrupted. An account that cannot be asked
 * takes none of the others with it.
 */
export async function findFailed(
  { accounts, since }: { accounts: readonly Account[]; since: number },
  resolveSecret: ResolveSecret,
  { env, clock, interrupted }: Pick<Terminal, 'env' | 'clock' | 'interrupted'>,
): Promise<Found[] | undefined> {
  const proxy = proxyOf(env);
  const { send, close } = makeSendHttp({ addresses: 'any', proxy });
  const cloud = { send, resolveSecret, now: clock.now };
  const ports = { listFailedJobs: makeListFailedJobs(cloud), askJob: makeAskJob(cloud) };
  const found = await Promise.race([
    Promise.all(accounts.map((account) => failedOf(account, since, ports))),
    new Promise<undefined>((resolve) => whenInterrupted(interrupted, () => resolve(undefined))),
  ]);
  // It waits for requests under way, and somebody who interrupts does not.
  if (found !== undefined) await close();
  return found;
}

async function failedOf(
  account: Account,
  since: number,
  { listFailedJobs, askJob }: { listFailedJobs: ListFailedJobs; askJob: AskJob },
): Promise<Found> {
  const listed = await listFailedJobs(account);
  const problem = whyIncomplete(listed);
  const found: Found = { account, jobIds: [], troubles: problem === undefined ? [] : [problem] };
  const jobs = listed.kind === 'jobs' ? listed.jobs : [];
  for (const job of mayHaveEndedSince(jobs, since)) {
    const ended = await endedSince(job, { account, since, askJob });
    if (ended === 'yes') found.jobIds.push(job.job_id);
    if (ended === 'unknown') found.troubles.push(endIsUnknown(job));
  }
  return found;
}

const endIsUnknown = ({ job_id, begin_time = 'nobody knows when' }: FailedJob): string =>
  `When the job ${job_id} failed is not known: it began ${begin_time}, and could not be looked at.`;
