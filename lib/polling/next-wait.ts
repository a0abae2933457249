import { instantOf } from '../job/job-time.ts';
import type { Poll } from '../job/poll.ts';
import { maxTurns, type PollingPolicy } from './presets.ts';
import type { Progress } from './progress.ts';

/** One turn of the loop: instants in milliseconds since 1970, `polls` counts the turns made so far: each makes one poll. */
export interface Turn {
  policy: PollingPolicy;
  jobId: string;
  polls: number;
  now: number;
  /** When the job began, so that a watch that starts late has the right waits at once. */
  beganAt: number;
  deadlineAt: number;
  retryAfterSeconds?: number | undefined;
}

/** A gateway that asks for more is asked again after this long: a watch that sleeps for a day reports nothing. */
export const longestRetryAfterSeconds = 3_600;

/** The turns that are reserved for an even spread: with that many left, they reach the deadline whatever happened before. */
const turnsReserved = maxTurns / 2;

/**
 * Whole seconds until the next poll: a share of the time that the job has run, within the policy's bounds, ±10 %; never
 * sooner than Retry-After (of an hour at most); cut so that the last poll falls on the deadline. A deadline that is too far
 * for the policy's cap stretches the cap, not the first waits: 1,500 turns always reach it.
 */
export function nextWaitSeconds(turn: Turn): number {
  const remaining = Math.max(0, (turn.deadlineAt - turn.now) / 1_000);
  const turnsLeft = Math.max(1, maxTurns - turn.polls);
  const even = remaining / turnsLeft;
  const policy = { ...turn.policy, capSeconds: Math.max(turn.policy.capSeconds, even) };
  const planned = plannedWaitSeconds(policy, (turn.now - turn.beganAt) / 1_000);
  const wait = Math.max(
    Math.ceil(planned * jitter(turn.jobId, turn.polls)),
    Math.ceil(Math.min(turn.retryAfterSeconds ?? 0, longestRetryAfterSeconds)),
    turnsLeft <= turnsReserved ? Math.ceil(even) : 0,
  );
  return Math.min(wait, Math.ceil(remaining));
}

/** The wait before jitter, Retry-After and deadline: `clamp(min, fraction × elapsed, cap)` in seconds. */
export function plannedWaitSeconds(policy: PollingPolicy, elapsedSeconds: number): number {
  return Math.min(policy.capSeconds, Math.max(policy.minSeconds, policy.fraction * elapsedSeconds));
}

/** A factor from 0.9 to 1.1, the same for the same job and poll, so that many jobs of one call do not stay in step. */
export function jitter(jobId: string, polls: number): number {
  return 0.9 + (0.2 * hash32(`${jobId}/${polls}`)) / 2 ** 32;
}

/** FNV-1a, 32 bits, with the last steps of MurmurHash3: without them keys that differ at their end alone stay close. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Whole seconds until the next poll of a watch that goes on. */
export function secondsUntilNextPoll(
  poll: Poll,
  progress: Progress,
  { polling, jobId, now }: { polling: PollingPolicy; jobId: string; now: number },
): number {
  const retryAfterSeconds = poll.kind === 'problem' ? poll.problem.retry_after_seconds : undefined;
  const deadlineAt = Date.parse(progress.deadline_at);
  if (now >= deadlineAt) return betweenTries(retryAfterSeconds);
  return nextWaitSeconds({
    policy: polling,
    jobId,
    polls: progress.polls,
    now,
    deadlineAt,
    retryAfterSeconds,
    beganAt: beganAt(progress, now),
  });
}

/** A begin_time that cannot be read, or lies in the future, gives way to our own start. */
function beganAt(progress: Progress, now: number): number {
  const begin = instantOf(progress.begin_time);
  return begin !== undefined && begin <= now ? begin : Date.parse(progress.started_at);
}

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
const betweenTries = (retryAfterSeconds = 0): number =>
  Math.max(betweenTriesSeconds, Math.ceil(Math.min(retryAfterSeconds, longestRetryAfterSeconds)));
