import * as z from 'zod';
import { WatchView } from '../watch/watch-view.ts';
import { Problem } from './problem.ts';

/** What came of one request for a watch: begun now, running already, or ended before. */
export const Started = z.strictObject({ answer: z.enum(['started', 'running', 'ended']), watch: WatchView });
export type Started = z.infer<typeof Started>;

/** What came of one of several requests: its own status, and a watch or a problem. */
export const StartedOfSeveral = z.union([
  z.strictObject({ status: z.literal([200, 202]), ...Started.shape }),
  z.strictObject({ status: z.literal([400, 422, 500, 503]), problem: Problem }),
]);
export type StartedOfSeveral = z.infer<typeof StartedOfSeveral>;

/** What came of several requests, in their order. */
export const StartedSeveral = z.strictObject({ watches: z.array(StartedOfSeveral) });

export const WatchPage = z.strictObject({
  watches: z.array(WatchView),
  /** Gives the next page as `?page=`; absent on the last one. */
  next: z.string().optional(),
});

export const Accepted = z.strictObject({ status: z.literal('accepted') });
export const Health = z.strictObject({ status: z.literal('ok') });
