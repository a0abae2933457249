import * as z from 'zod';
import type { LookProblem } from '../job/look.ts';
import { Deadline } from '../polling/duration.ts';
import type { Account } from './account.ts';

/** A failure as the list of failed tasks tells it: less than a look at the job, and without its end. */
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

/** The failures of an account, or why there are none to be had. `problem` tells why a list is not complete. */
export type FailedJobs =
  | { kind: 'jobs'; jobs: FailedJob[]; complete: true }
  | { kind: 'jobs'; jobs: FailedJob[]; complete: false; problem: LookProblem }
  | { kind: 'problem'; problem: LookProblem };

/** Lists the failed tasks of an account's project. Never throws for what a cloud, a network or a secret can do. */
export type ListFailedJobs = (account: Account) => Promise<FailedJobs>;

/** The one service with a list of failed tasks. */
export const serviceWithFailures = 'sdrs';

/** Whether failures are looked for that no watch told, and how far back; without it nothing is. */
export const BackstopConfig = z.strictObject({
  /** Failures that ended longer ago are left alone. */
  within: Deadline.default('24h'),
  /** Ids of accounts; all by default. */
  accounts: z.array(z.string()).min(1).optional(),
});
export type BackstopConfig = z.infer<typeof BackstopConfig>;

/** What became of the failures of each account. */
export const MissedFailures = z.strictObject({
  accounts: z.array(
    z.strictObject({
      account: z.string(),
      /** Failures that ended within the time asked for. */
      found: z.number().int(),
      announced: z.number().int(),
      /** Told before, by a watch or by an earlier run. */
      already: z.number().int(),
      /** Neither, because there were too many for one run: the next one goes on. */
      left: z.number().int(),
      /** Why there may be others. */
      problem: z.string().optional(),
    }),
  ),
});
export type MissedFailures = z.infer<typeof MissedFailures>;
