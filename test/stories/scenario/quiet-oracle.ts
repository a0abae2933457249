import { type QuietPlan, zones } from './scenario.ts';

const minuteMs = 60_000;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Whether people want to be left in peace at a time: reckoned by the offset of the zone, not by its name. */
export function isQuietAt({ from, to, zone, days = [] }: QuietPlan, atMs: number): boolean {
  const local = new Date(atMs + zones[zone] * 3_600_000);
  const time = local.toISOString().slice(11, 16);
  const day = weekdays[local.getUTCDay()];
  const isNight = from < to ? time >= from && time < to : time >= from || time < to;
  return isNight || days.some((quietDay) => quietDay === day);
}

/** When the quiet hours began in which a time lies. */
export function quietSince(quiet: QuietPlan, atMs: number): number {
  let since = atMs - (atMs % minuteMs);
  while (isQuietAt(quiet, since - minuteMs)) since -= minuteMs;
  return since;
}
