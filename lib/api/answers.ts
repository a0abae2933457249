import * as z from 'zod';
import { WatchView } from '../watch/watch-view.ts';
import { Problem } from './problem.ts';

/** The result of one request for a watch: started now, already running, or already ended. */
export const Started = z.strictObject({ answer: z.enum(['started', 'running', 'ended']), watch: WatchView });
export type Started = z.infer<typeof Started>;

/** The result of one request in a list: its own status, and a watch or a problem. */
export const StartedOfSeveral = z.union([
  z.strictObject({ status: z.literal([200, 202]), ...Started.shape }),
  z.strictObject({ status: z.literal([400, 422, 500, 503]), problem: Problem }),
]);
export type StartedOfSeveral = z.infer<typeof StartedOfSeveral>;

/** The results of a list of requests, in the same order. */
export const StartedSeveral = z.strictObject({ watches: z.array(StartedOfSeveral) });

export const WatchPage = z.strictObject({
  watches: z.array(WatchView),
  /** The value of `?page=` for the next page. Absent on the last page. */
  next: z.string().optional(),
});

export const Accepted = z.strictObject({ status: z.literal('accepted') });
export const Health = z.strictObject({ status: z.literal('ok') });
