import process from 'node:process';
import { startSimulator } from '../lib/simulator/cloud.ts';
import type { StoryName, Truth } from '../lib/simulator/stories.ts';
import { makeClock } from '../lib/watch/ports/clock.ts';
import { type Crowd, CrowdPlan } from './crowd.ts';
import { seededRandom } from './random.ts';

/**
 * A program: a simulated cloud with many jobs. It sends its address and jobs to the parent process, and runs
 * until the parent disconnects.
 */

const neverRecovers: ReadonlySet<StoryName> = new Set(['never-ends', 'unknown-job', 'denied', 'refuses']);

await serve(CrowdPlan.parse(JSON.parse(process.argv[2] ?? '')));

async function serve(plan: CrowdPlan): Promise<void> {
  const simulator = await startSimulator({ clock: makeClock() });
  const random = seededRandom(3);
  const jobs = Array.from({ length: plan.jobs }, (_, index) => {
    const story = plan.stories[index % plan.stories.length] ?? 'succeeds';
    const seconds = plan.shortestSeconds + random() * (plan.longestSeconds - plan.shortestSeconds);
    const id = simulator.addJob(story, timesOf(story, seconds));
    return { id, outcome: outcomeOf(story, simulator.truth(id)) };
  });
  const { url, projectId } = simulator;
  process.send?.({ url, projectId, token: simulator.issueToken(), jobs } satisfies Crowd);
  process.once('disconnect', () => void simulator.close());
}

/**
 * Puts the trouble into the middle third of a job, so that it ends before the job does. A story that never
 * recovers keeps its default times.
 */
function timesOf(story: StoryName, seconds: number) {
  if (neverRecovers.has(story)) return {};
  const third = seconds / 3;
  return {
    durationSeconds: seconds,
    troubleAfterSeconds: story === 'not-yet-visible' ? 0 : third,
    troubleSeconds: third,
    retryAfterSeconds: 5,
  };
}

/**
 * Returns the outcome that a watch must report. If the API always refuses, the job's own result is never
 * seen.
 */
function outcomeOf(story: StoryName, truth: Truth): Crowd['jobs'][number]['outcome'] {
  if (story === 'denied' || story === 'refuses') return 'unreachable';
  switch (truth.kind) {
    case 'ends':
      return truth.job.status === 'SUCCESS' ? 'succeeded' : 'failed';
    case 'never_ends':
      return 'timed_out';
    case 'no_job':
      return 'unreachable';
  }
}
