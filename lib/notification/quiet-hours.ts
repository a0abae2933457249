import * as z from 'zod';
import { Severity } from './notification.ts';
import { Zone } from './zone.ts';

const Clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "22:00", in quotes');
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Hours without notifications, in one time zone: every day between two times, and on some days all day. */
export const QuietHours = z
  .strictObject({
    from: Clock,
    to: Clock,
    zone: Zone,
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .max(6, 'expected at most 6 days: people are notified on the others')
      .optional(),
    /** Severities that are sent at once all the same. */
    unless: z.array(Severity).min(1).optional(),
    /** What is sent after the quiet hours: one message with everything, or each notification in its own. */
    afterwards: z.enum(['digest', 'each']).default('digest'),
  })
  .refine(({ from, to }) => from !== to, {
    error: 'expected "to" to be another time than "from"',
    path: ['to'],
  });
export type QuietHours = z.infer<typeof QuietHours>;

const minuteMs = 60_000;
/** Seconds of six quiet days and the nights before and after them. */
export const longestQuietSeconds = 8 * 86_400;

/**
 * Returns when the quiet hours around `now` end, both in milliseconds since 1970; undefined if `now` is not
 * quiet.
 */
export function quietUntil(quiet: Omit<QuietHours, 'afterwards'>, now: number): number | undefined {
  const isQuiet = quietness(quiet);
  if (!isQuiet(now)) return undefined;
  let end = now - (now % minuteMs);
  while (isQuiet(end) && end - now < longestQuietSeconds * 1_000) end += minuteMs;
  return end;
}

function quietness({ from, to, zone, days = [] }: Omit<QuietHours, 'afterwards'>): (at: number) => boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const [day = '', time = ''] = format.format(at).split(/,? /);
    const isNight = from < to ? time >= from && time < to : time >= from || time < to;
    return isNight || days.some((quietDay) => quietDay === day.toLowerCase());
  };
}
