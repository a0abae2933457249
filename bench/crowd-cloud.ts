import process from 'node:process';
import { startSimulator } from '../lib/simulator/cloud.ts';
import type { StoryName, Truth } from '../lib/simulator/stories.ts';
import { makeClock } from '../lib/watch/ports/clock.ts';
import { type Crowd, CrowdPlan } from './crowd.ts';
import { seededRandom } from './random.ts';

/**
 * A program: a simulated cloud with a crowd of jobs. It tells its parent what it has, and lives until it is
 * let go.
 */

const neverHeals: ReadonlySet<StoryName> = new Set(['never-ends', 'unknown-job', 'denied', 'refuses']);

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
 * Trouble fills the middle third of a job, so that it is over in time; a story that never heals keeps its own
 * times.
 */
function timesOf(story: StoryName, seconds: number) {
  if (neverHeals.has(story)) return {};
  const third = seconds / 3;
  return {
    durationSeconds: seconds,
    troubleAfterSeconds: story === 'not-yet-visible' ? 0 : third,
    troubleSeconds: third,
    retryAfterSeconds: 5,
  };
}

/** The API's refusal hides the job's own end for good; otherwise the truth decides. */
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
