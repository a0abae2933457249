import { instantOf } from '../job/job-time.ts';

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** A duration in seconds as people say it, in its two largest units: `4 min 10 s`, `2 h 5 min`, `3 d`. */
export function humaneDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const first = units.findIndex(([, size]) => rest >= size);
  if (first < 0) return '0 s';
  const parts: string[] = [];
  for (const [unit, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.join(' ');
}

/** An ISO 8601 time as people read it: `2026-01-31 12:00:05 UTC`; what is no time stays as it is. */
export function humaneTime(iso: string): string {
  const milliseconds = instantOf(iso);
  if (milliseconds === undefined) return iso;
  return `${new Date(milliseconds).toISOString().replace('T', ' ').replace(/\..*$/, '')} UTC`;
}
