import { longestRetryAfterSeconds } from './next-wait.ts';
import { maxTurns } from './presets.ts';
import type { Progress } from './progress.ts';

/** Polls are planned onto the deadline and take less than this: one that comes later was kept from being made. */
const lateAfterMs = 60_000;
const triesForMs = 5 * 60_000;
const betweenTriesSeconds = 30;

/**
 * Whether a poll after the deadline that did not see the job is made again. It is where nothing polled on the deadline (the
 * computer slept, the functions were down) and the trouble is new: the connection may be a moment from being there.
 */
export function isTriedAgain({ trouble, deadline_at, polls }: Progress, now: number): boolean {
  if (trouble === undefined || polls >= maxTurns) return false;
  const [since, deadline] = [Date.parse(trouble.since), Date.parse(deadline_at)];
  return since > deadline + lateAfterMs && now < since + triesForMs;
}

/** Whole seconds until that poll is made again; never sooner than Retry-After (of an hour at most). */
export const betweenTries = (retryAfterSeconds = 0): number =>
  Math.max(betweenTriesSeconds, Math.ceil(Math.min(retryAfterSeconds, longestRetryAfterSeconds)));
