import * as z from 'zod';
import type { PollProblem } from '../../job/poll.ts';
import { Deadline, durationSeconds } from '../../polling/duration.ts';
import type { Account } from '../account.ts';

/** A failure as the list of failed tasks tells it: less than a poll the job, and without its end. */
export interface FailedJob {
  job_id: string;
  job_type?: string | undefined;
  begin_time?: string | undefined;
  /** Not documented; taken where it is there. */
  end_time?: string | undefined;
  error_code?: string | undefined;
  fail_reason?: string | undefined;
  /** What the job worked on. */
  resource_id?: string | undefined;
  resource_name?: string | undefined;
  resource_type?: string | undefined;
}

/** The failures of an account, or why there are none to be had; `why` says in a sentence or two what a list lacks. */
export type FailedJobs =
  | { kind: 'jobs'; jobs: FailedJob[]; complete: true }
  | { kind: 'jobs'; jobs: FailedJob[]; complete: false; why: string }
  | { kind: 'problem'; problem: PollProblem };

/** Why there may be other failures than those that were listed; undefined when there are none. */
export function whyIncomplete(listed: FailedJobs): string | undefined {
  if (listed.kind === 'problem') return listed.problem.message;
  return listed.complete ? undefined : listed.why;
}

/** Lists the failed tasks of an account's project. Never throws for what a cloud, a network or a secret can do. */
export type ListFailedJobs = (account: Account) => Promise<FailedJobs>;

/** The one service with a list of failed tasks. */
export const serviceWithFailures = 'sdrs';

/** Whether failures are looked for that no watch told, and how far back; without it nothing is. */
export const SweepConfig = z.strictObject({
  /** Failures that ended longer ago are left alone. */
  within: Deadline.default('24h'),
  /** Ids of accounts; all by default. */
  accounts: z.array(z.string()).min(1).optional(),
});
export type SweepConfig = z.infer<typeof SweepConfig>;

/** What became of the failures of each account. */
export const MissedFailures = z.strictObject({
  accounts: z.array(
    z.strictObject({
      account: z.string(),
      /** Failures that ended within the time asked for, or may have. */
      found: z.number().int(),
      announced: z.number().int(),
      /** Told before, by a watch or by an earlier run. */
      already: z.number().int(),
      /** Neither: too many for one run, or nobody could say when they ended. The next run goes on. */
      left: z.number().int(),
      /** Why there may be others. */
      problem: z.string().optional(),
    }),
  ),
});
export type MissedFailures = z.infer<typeof MissedFailures>;

/** The accounts whose failures are looked for, and how far back in seconds; no account where it is not configured. */
export function sweepOf(configuration: { accounts: readonly Account[]; sweep?: SweepConfig | undefined }): {
  accounts: Account[];
  withinSeconds: number;
} {
  const { accounts, sweep } = configuration;
  if (sweep === undefined) return { accounts: [], withinSeconds: 0 };
  const { within, accounts: named } = sweep;
  return {
    accounts: accounts.filter(({ id }) => named === undefined || named.includes(id)),
    withinSeconds: durationSeconds(within) ?? 0,
  };
}
