import * as z from 'zod';
import type { MissedFailures } from '../watch/failed-jobs.ts';
import type { Facts } from './log.ts';

/** What EventBridge sends on a schedule: that it is time, and nothing that is needed. */
export const ScheduledEvent = z.looseObject({});

/** A run over all accounts in a few facts: the sums, and which accounts may have failures that were not seen. */
export function factsOfMissed({ accounts }: MissedFailures): Facts {
  const sum = (of: 'found' | 'announced' | 'already' | 'left') =>
    accounts.reduce((total, account) => total + account[of], 0);
  return {
    accounts: accounts.length,
    found: sum('found'),
    announced: sum('announced'),
    already: sum('already'),
    left: sum('left'),
    incomplete: accounts.filter(({ problem }) => problem !== undefined).map(({ account }) => account),
  };
}
