import * as z from 'zod';
import type { InsteadOf } from '../notification/delivery.ts';
import type { DigestEntry } from '../notification/digest.ts';

export const Language = z.enum(['en', 'zh-CN']);
export type Language = z.infer<typeof Language>;

/** How one destination shows a notification, and what is special about this delivery. */
export interface RenderOptions {
  language?: Language | undefined;
  /** A second time zone. Times appear in UTC and in this zone. */
  zone?: string | undefined;
  /** Seconds since the notification's own time, if it is late. */
  lateSeconds?: number | undefined;
  /** The destination that this one replaces, and why its delivery failed. */
  insteadOf?: InsteadOf | undefined;
  /** The notifications that quiet hours deferred. They replace the notification itself. */
  digest?: readonly DigestEntry[] | undefined;
}
