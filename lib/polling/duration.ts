import * as z from 'zod';
import { maxDeadlineSeconds } from './presets.ts';

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Longer ones are no durations of people, and a regular expression runs out of stack over millions of parts. */
const longestText = 100;

/** The seconds of a duration such as `90s`, `45m`, `24h`, `1h30m` or `7d`; undefined when it is none. */
export function durationSeconds(text: string): number | undefined {
  if (text.length > longestText || !/^(\d{1,9}[smhd])+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d{1,9})([smhd])/g)) {
    seconds += Number(count) * (unitSeconds[unit ?? ''] ?? Number.NaN);
  }
  return seconds;
}

/** A deadline, counted from the first poll: at least a second, at most 30 days. */
export const Deadline = z.string().superRefine((text, context) => {
  const seconds = durationSeconds(text);
  if (seconds === undefined || seconds < 1 || seconds > maxDeadlineSeconds) {
    context.addIssue({
      code: 'custom',
      message: `expected a duration from 1s to 30d such as "45m", "24h" or "7d", found ${JSON.stringify(text.slice(0, longestText))}`,
    });
  }
});

/** A duration of at least a second. */
export const Duration = z.string().refine((text) => (durationSeconds(text) ?? 0) >= 1, {
  error: 'expected a duration such as "90s", "45m", "24h" or "7d"',
});
