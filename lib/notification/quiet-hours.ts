import * as z from 'zod';
import { Severity } from './notification.ts';
import { Zone } from './zone.ts';

const Clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "22:00", in quotes');
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** When people want to be left in peace, on the clock of their zone: every day between two times, and on some days all day. */
export const QuietHours = z
  .strictObject({
    from: Clock,
    to: Clock,
    zone: Zone,
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .max(6, 'expected at most 6 days: on the others people are told')
      .optional(),
    /** Severities that are told at once all the same. */
    unless: z.array(Severity).min(1).optional(),
    /** How people are told when they are over: all in one message, or each notification in its own. */
    afterwards: z.enum(['digest', 'each']).default('digest'),
  })
  .refine(({ from, to }) => from !== to, {
    error: 'expected "to" to be another time than "from"',
    path: ['to'],
  });
export type QuietHours = z.infer<typeof QuietHours>;

const minuteMs = 60_000;
/** Six quiet days and the nights before and after them. */
export const longestQuietSeconds = 8 * 86_400;

/** When the quiet hours end in which a time lies (milliseconds since 1970); undefined when it lies in none. */
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
