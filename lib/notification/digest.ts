import * as z from 'zod';
import { AnySeverity, type Notification } from './notification.ts';

/** One notification as a line of a digest. Entries of every release can be read, like notifications. */
export const DigestEntry = z.object({
  type: z.string(),
  severity: AnySeverity,
  /** When the event was detected, ISO 8601 in UTC. */
  time: z.string(),
  job_id: z.string(),
  job_type: z.string().optional(),
  label: z.string(),
  error_code: z.string().optional(),
});
export type DigestEntry = z.infer<typeof DigestEntry>;

/** Returns the line of a digest for a notification. */
export const digestEntry = ({ type, severity, time, job }: Notification): DigestEntry => ({
  type,
  severity,
  time,
  job_id: job.job_id,
  ...(job.job_type !== undefined && { job_type: job.job_type }),
  label: job.label,
  ...(job.error_code !== undefined && { error_code: job.error_code }),
});
