import type { Outcome } from '../notification/notification.ts';

/** Exit codes of jobwatch. Several jobs exit with the highest of their codes. */
export const exitCodes = {
  succeeded: 0,
  failed: 1,
  /** Wrong usage or configuration: nothing was watched. */
  wrongUsage: 2,
  timed_out: 3,
  unreachable: 4,
  /** The watch itself broke, so the outcome of the job is unknown, as if the API were unreachable. */
  lost: 4,
  /** Ctrl-C or SIGTERM; shells use 128 plus the number of SIGINT. */
  interrupted: 130,
} as const satisfies Record<Outcome, number> & Record<string, number>;
