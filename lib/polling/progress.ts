import * as z from 'zod';
import { lookProblemKinds } from '../job/look.ts';

/** What is carried from look to look. Times are ISO 8601 in UTC; small by construction. */
export const Progress = z.strictObject({
  started_at: z.string(),
  deadline_at: z.string(),
  looks: z.number().int().nonnegative(),
  /** Looks that did not see the job. */
  errors_seen: z.number().int().nonnegative(),
  first_status: z.string().optional(),
  last_status: z.string().optional(),
  /** When a look last saw the job. */
  last_seen_at: z.string().optional(),
  job_type: z.string().optional(),
  begin_time: z.string().optional(),
  /** Sub-jobs that have ended, of all that are known. */
  sub_jobs: z.strictObject({ ended: z.number().int(), of: z.number().int() }).optional(),
  /** The problems since the last look that saw the job. */
  trouble: z
    .strictObject({
      since: z.string(),
      kind: z.enum(lookProblemKinds),
      /** How many looks in a row ended in this kind of problem. */
      in_a_row: z.number().int().positive(),
      /** What the last look met, for people who read the execution. */
      message: z.string(),
    })
    .optional(),
  /** What was already told: keys of notices that are told once. */
  told: z.array(z.string()),
});
export type Progress = z.infer<typeof Progress>;
