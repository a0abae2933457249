import type { Outcome } from '../notification/notification.ts';

/** Exit codes of jobwatch. With several jobs the highest of their codes. */
export const exitCodes = {
  succeeded: 0,
  failed: 1,
  /** Wrong usage or configuration: nothing was watched. */
  wrongUsage: 2,
  timed_out: 3,
  unreachable: 4,
  /** The watch itself broke: how the job ended is as unknown as when the API cannot be asked. */
  lost: 4,
  /** Ctrl-C or SIGTERM, as shells count it. */
  interrupted: 130,
} as const satisfies Record<Outcome, number> & Record<string, number>;
