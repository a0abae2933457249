import type { Poll } from '../../lib/job/poll.ts';
import { type AfterPoll, beginProgress, decideAfterPoll } from '../../lib/polling/after-poll.ts';
import { presets } from '../../lib/polling/presets.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { troubles } from '../support/polls.ts';

const started = Date.parse('2026-03-01T12:00:00.000Z');
export const iso = (seconds: number) => new Date(started + seconds * 1_000).toISOString();
export const beginning = beginProgress(started, 86_400);

export const decide = (poll: Poll, before: Progress, seconds: number): AfterPoll =>
  decideAfterPoll(poll, before, {
    polling: presets.balanced,
    wanted: troubles,
    jobId: 'job-0001',
    now: started + seconds * 1_000,
  });

/** Returns the notifications of polls at these seconds after the start, and the final progress. */
export function follow(polls: [seconds: number, poll: Poll][], before: Progress = beginning) {
  const notified: [number, string][] = [];
  let progress = before;
  for (const [seconds, poll] of polls) {
    const after = decide(poll, progress, seconds);
    if (after.next.kind === 'wait' && after.next.news) notified.push([seconds, after.next.news.kind]);
    progress = after.progress;
  }
  return { notified, progress };
}
