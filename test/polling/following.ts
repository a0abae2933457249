import type { Look } from '../../lib/job/look.ts';
import { type AfterLook, beginProgress, decideAfterLook } from '../../lib/polling/after-look.ts';
import { presets } from '../../lib/polling/presets.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { troubles } from '../support/looks.ts';

const started = Date.parse('2026-03-01T12:00:00.000Z');
export const iso = (seconds: number) => new Date(started + seconds * 1_000).toISOString();
export const beginning = beginProgress(started, 86_400);

export const decide = (look: Look, before: Progress, seconds: number): AfterLook =>
  decideAfterLook(look, before, {
    polling: presets.balanced,
    wanted: troubles,
    jobId: 'job-0001',
    now: started + seconds * 1_000,
  });

/** What is told at looks at these seconds after the start, and how the progress looks at the end. */
export function follow(looks: [seconds: number, look: Look][], before: Progress = beginning) {
  const told: [number, string][] = [];
  let progress = before;
  for (const [seconds, look] of looks) {
    const after = decide(look, progress, seconds);
    if (after.next.kind === 'wait' && after.next.news) told.push([seconds, after.next.news.kind]);
    progress = after.progress;
  }
  return { told, progress };
}
