import * as z from 'zod';
import type { InsteadOf } from '../notification/delivery.ts';
import type { DigestEntry } from '../notification/digest.ts';

export const Language = z.enum(['en', 'zh-CN']);
export type Language = z.infer<typeof Language>;

/** How a notification is told at one destination, and what is special about this delivery. */
export interface RenderOptions {
  language?: Language | undefined;
  /** Times are given in UTC, and in this zone too. */
  zone?: string | undefined;
  /** Seconds since the notification's own time, where it comes late. */
  lateSeconds?: number | undefined;
  /** The destination that could not be told, and why; this one is told in its place. */
  insteadOf?: InsteadOf | undefined;
  /** What was held back in quiet hours; it is told in place of the notification. */
  digest?: readonly DigestEntry[] | undefined;
}
