import * as z from 'zod';

/**
 * The state that goes from one poll to the next. Times are ISO 8601 in UTC; small by construction. State of any release is read: keys
 * that this one does not know are dropped.
 */
export const Progress = z.object({
  started_at: z.string(),
  deadline_at: z.string(),
  polls: z.number().int().nonnegative(),
  /** Polls that did not see the job. */
  errors_seen: z.number().int().nonnegative(),
  first_status: z.string().optional(),
  last_status: z.string().optional(),
  /** When a poll last saw the job. */
  last_seen_at: z.string().optional(),
  job_type: z.string().optional(),
  begin_time: z.string().optional(),
  /** Sub-jobs that have ended, of all that are known. */
  sub_jobs: z.object({ ended: z.number().int(), of: z.number().int() }).optional(),
  /** The problems since the last poll that saw the job. */
  trouble: z
    .object({
      since: z.string(),
      /** A kind of PollProblem, or one that only a later release knows: it is compared with the next and shown, nothing else. */
      kind: z.string(),
      /** How many polls in a row ended in this kind of problem. */
      in_a_row: z.number().int().positive(),
      /** What the last poll met, for people who read the execution. */
      message: z.string(),
    })
    .optional(),
  /** Keys of the notifications that were announced, each once in a watch. */
  notified: z.array(z.string()),
});
export type Progress = z.infer<typeof Progress>;
