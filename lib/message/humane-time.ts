import { instantOf } from '../job/job-time.ts';

const sizes = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

export const englishUnits = { d: 'd', h: 'h', min: 'min', s: 's' };

/** A duration in seconds as people say it, in its two largest units: `4 min 10 s`, `2 h 5 min`, `3 d`. */
export function humaneDuration(seconds: number, units = englishUnits): string {
  let rest = Math.max(0, Math.round(seconds));
  const first = sizes.findIndex(([, size]) => rest >= size);
  if (first < 0) return `0 ${units.s}`;
  const parts: string[] = [];
  for (const [unit, size] of sizes.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${units[unit]}`);
    rest -= count * size;
  }
  return parts.join(' ');
}

/**
 * An ISO 8601 time as people read it: `2026-01-31 12:00:05 UTC`, with a zone `2026-01-31 12:00:05 UTC (13:00:05
 * Europe/Berlin)`, and the date again where it is another one; what is no time stays as it is.
 */
export function humaneTime(iso: string, zone?: string): string {
  const milliseconds = instantOf(iso);
  if (milliseconds === undefined) return iso;
  const utc = timeIn('UTC', milliseconds);
  if (zone === undefined) return `${utc.date} ${utc.time} UTC`;
  const there = timeIn(zone, milliseconds);
  const date = there.date === utc.date ? '' : `${there.date} `;
  return `${utc.date} ${utc.time} UTC (${date}${there.time} ${zone})`;
}

/** The time of day of an ISO 8601 time, `12:00`, in a zone. */
export function timeOfDay(iso: string, zone = 'UTC'): string {
  const milliseconds = instantOf(iso);
  return milliseconds === undefined ? iso : timeIn(zone, milliseconds).time.slice(0, 5);
}

/** Swedish writes dates as ISO 8601 does. */
function timeIn(zone: string, milliseconds: number): { date: string; time: string } {
  const written = new Date(milliseconds).toLocaleString('sv-SE', { timeZone: zone });
  const [date = '', time = ''] = written.split(' ');
  return { date, time };
}
