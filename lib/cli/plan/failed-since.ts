import * as z from 'zod';
import { makeAskJob } from '../../cloud/ask-job.ts';
import { makeListFailedJobs } from '../../cloud/list-failed-jobs.ts';
import type { Configuration } from '../../config/configuration.ts';
import { makeSendHttp } from '../../http/send.ts';
import { untrustedLine } from '../../job/plain-text.ts';
import { proxyOf } from '../../local/proxy.ts';
import { readAllSecrets } from '../../local/secrets.ts';
import { Deadline, durationSeconds } from '../../polling/duration.ts';
import type { Account } from '../../watch/account.ts';
import type { AskJob } from '../../watch/ports/ask-job.ts';
import { isoTime } from '../../watch/ports/clock.ts';
import type { ResolveSecret } from '../../watch/ports/secret.ts';
import {
  type FailedJob,
  type ListFailedJobs,
  serviceWithFailures,
  whyIncomplete,
} from '../../watch/sweep/failed-jobs.ts';
import { endedSince, mayHaveEndedSince } from '../../watch/sweep/failures-within.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseFlags } from '../parse-flags.ts';
import type { outputs } from '../report/reporter.ts';
import { visibleText } from '../report/visible-text.ts';
import { type Terminal, whenInterrupted } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { planAccounts, planFound, type WatchFlags, type WatchPlan } from './plan-watches.ts';

/** What a plan is made from besides the flags. */
export interface PlanContext {
  configuration: Configuration;
  resolveSecret: ResolveSecret;
  terminal: Terminal;
  env: Terminal['env'];
}

/** What to watch, and the lowest exit code of the command: not 0 if a list could not be read completely. */
export interface PlannedWatches {
  plan: WatchPlan;
  atLeast: number;
}

interface FailedSinceFlags extends WatchFlags {
  failedSince: string;
  output?: (typeof outputs)[number] | undefined;
}

/** Returns whether the jobs come from the lists of failed tasks. */
export const isFailedSince = <Flags extends { failedSince?: string | undefined }>(
  flags: Flags,
): flags is Flags & { failedSince: string } => flags.failedSince !== undefined;

/**
 * Plans watches for the failures in the accounts' lists of failed tasks, so that each is reported as if it
 * had been watched. Prints when nothing failed, and when a list could not be read completely; the exit code
 * is then 4. Throws UsageError, SecretUnavailable.
 */
export async function planFailedSince(
  jobs: readonly string[],
  flags: FailedSinceFlags,
  { configuration, resolveSecret, terminal, env }: PlanContext,
): Promise<PlannedWatches> {
  refuseOthers(jobs, flags);
  const since = sinceOf(flags.failedSince, terminal.clock.now());
  const accounts = planAccounts(flags, { env, configuration });
  await readAllSecrets({ accounts, configuration }, resolveSecret);
  const found = await findFailed({ accounts, since }, resolveSecret, { ...terminal, env });
  if (found === undefined) return { plan: planFound([], flags), atLeast: exitCodes.interrupted };
  for (const text of summaryLines(found, { since, asJson: flags.output === 'json' }))
    terminal.out(`${text}\n`);
  const isWhole = found.every(({ troubles }) => troubles.length === 0);
  return { plan: planFound(found, flags), atLeast: isWhole ? exitCodes.succeeded : exitCodes.unreachable };
}

function refuseOthers(jobs: readonly string[], { service = serviceWithFailures }: WatchFlags): void {
  if (jobs.length > 0) {
    throw new UsageError('--failed-since: expected no JOB_ID, because it finds the jobs itself');
  }
  if (service !== serviceWithFailures) {
    throw new UsageError(
      `--failed-since: only ${serviceWithFailures} has a list of failed tasks, found --service ${service}`,
    );
  }
}

/** Returns the lines before the first report, for people or for programs. */
function summaryLines(
  found: readonly Found[],
  { since, asJson }: { since: number; asJson: boolean },
): string[] {
  const troubles = found.flatMap(({ account, troubles: all }) =>
    all.map((message) =>
      asJson
        ? visibleText(JSON.stringify({ event: 'cannot_list', account: account.id, message }))
        : untrustedLine(`account ${account.id}: not all failed tasks are known. ${message}`),
    ),
  );
  if (found.some(({ jobIds }) => jobIds.length > 0)) return troubles;
  const time = isoTime(since);
  const known = troubles.length === 0 ? 'Nothing failed' : 'No failure is known';
  const nothing = asJson
    ? JSON.stringify({ event: 'nothing_failed', since: time, complete: troubles.length === 0 })
    : `${known} since ${time} (${found.map(({ account }) => account.id).join(', ')}).`;
  return [...troubles, nothing];
}

/** The failures of an account within the time asked for, and reasons why there may be more. */
interface Found {
  account: Account;
  jobIds: string[];
  troubles: string[];
}

/** Returns the instant that `--failed-since` names (milliseconds since 1970). Throws UsageError. */
function sinceOf(failedSince: string, now: number): number {
  const schema = z.object({ failed_since: Deadline });
  parseFlags(schema, { failed_since: failedSince }, { failed_since: '--failed-since' });
  return now - (durationSeconds(failedSince) ?? 0) * 1_000;
}

/**
 * Searches the accounts' lists of failed tasks. Returns undefined on an interruption. An account that cannot
 * be read does not stop the others.
 */
async function findFailed(
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
  // Closing waits for requests in flight; after an interruption nobody wants to wait.
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

const endIsUnknown = ({ job_id, begin_time = 'at an unknown time' }: FailedJob): string =>
  `The job ${job_id} began ${begin_time} and could not be polled, so it is unknown when it failed.`;
