import type { Configuration } from '../../config/configuration.ts';
import { untrustedLine } from '../../message/untrusted-text.ts';
import { isoTime } from '../../watch/clock.ts';
import { serviceWithFailures } from '../../watch/failed-jobs.ts';
import type { ResolveSecret } from '../../watch/ports.ts';
import { exitCodes } from '../exit-codes.ts';
import { readAllSecrets } from '../local-secrets.ts';
import type { outputs } from '../report/reporter.ts';
import { visibleText } from '../report/visible-text.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { type Found, findFailed, sinceOf } from './find-failed.ts';
import { planAccounts, planFound, type WatchFlags, type WatchPlan } from './watch-plan.ts';

/** What a command has around it when it works out what to watch. */
export interface PlanContext {
  configuration: Configuration;
  resolveSecret: ResolveSecret;
  terminal: Terminal;
  env: Terminal['env'];
}

/** What to watch, and the exit code of the command if all of that goes well. */
export interface PlannedWatches {
  plan: WatchPlan;
  atLeast: number;
}

interface FailedSinceFlags extends WatchFlags {
  failedSince: string;
  output?: (typeof outputs)[number] | undefined;
}

/** Whether the jobs are to be found in the lists of failed tasks. */
export const isFailedSince = <Flags extends { failedSince?: string | undefined }>(
  flags: Flags,
): flags is Flags & { failedSince: string } => flags.failedSince !== undefined;

/**
 * Works out what to watch from the accounts' lists of failed tasks: each failure is reported as if it had been watched. Says
 * when there is none, and what an account could not tell: then nobody knows whether all is well, and the exit code says so.
 * Throws UsageError, SecretUnavailable.
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
  for (const text of tellings(found, { since, asJson: flags.output === 'json' })) terminal.out(`${text}\n`);
  const isWhole = found.every(({ troubles }) => troubles.length === 0);
  return { plan: planFound(found, flags), atLeast: isWhole ? exitCodes.succeeded : exitCodes.unreachable };
}

function refuseOthers(jobs: readonly string[], { service = serviceWithFailures }: WatchFlags): void {
  if (jobs.length > 0) {
    throw new UsageError('--failed-since: expected no JOB_ID beside it, because it finds the jobs by itself');
  }
  if (service !== serviceWithFailures) {
    throw new UsageError(
      `--failed-since: only ${serviceWithFailures} has a list of failed tasks, found --service ${service}`,
    );
  }
}

/** What is to be said before the first job is reported, on lines for people or for programs. */
function tellings(found: readonly Found[], { since, asJson }: { since: number; asJson: boolean }): string[] {
  const troubles = found.flatMap(({ account, troubles: all }) =>
    all.map((message) =>
      asJson
        ? visibleText(JSON.stringify({ event: 'cannot_list', account: account.id, message }))
        : untrustedLine(`account ${account.id}: the failed tasks are not all known. ${message}`),
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
