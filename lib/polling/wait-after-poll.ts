import { instantOf } from '../job/job-time.ts';
import type { Poll } from '../job/poll.ts';
import { betweenTries } from './late-poll.ts';
import { nextWaitSeconds } from './next-wait.ts';
import type { PollingPolicy } from './presets.ts';
import type { Progress } from './progress.ts';

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
    ...{ policy: polling, jobId, polls: progress.polls, now, deadlineAt, retryAfterSeconds },
    beganAt: beganAt(progress, now),
  });
}

/** A begin_time that cannot be read, or lies in the future, gives way to our own start. */
function beganAt(progress: Progress, now: number): number {
  const begin = instantOf(progress.begin_time);
  return begin !== undefined && begin <= now ? begin : Date.parse(progress.started_at);
}
