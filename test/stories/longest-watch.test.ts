import { expect, it } from 'vitest';
import { maxDeadlineSeconds, maxTurns } from '../../lib/polling/presets.ts';
import { violations } from './invariants.ts';
import { quiet } from './matrix-stories.ts';
import { runStory } from './run-story.ts';
import type { Story } from './story.ts';

/** What needs most looks: the longest deadline, the quickest preset, a job without an end, and half of the looks in vain. */
const longest: Story = {
  ...quiet,
  job: { ...quiet.job, story: 'never-ends', durationSeconds: Number.POSITIVE_INFINITY },
  cloud: [{ fault: 'status-503', fromSeconds: 60, forSeconds: Number.POSITIVE_INFINITY, every: 2 }],
  tokenLifeSeconds: 2 * maxDeadlineSeconds,
  deadlineSeconds: maxDeadlineSeconds,
  polling: 'prompt',
};

it('a watch of 30 days in short turns keeps every promise, and comes near the most turns that an execution holds', async () => {
  const observed = await runStory(longest);
  const looks = observed.events.filter(({ event }) => event === 'look').length;
  expect(looks).toBeGreaterThan(0.8 * maxTurns);
  expect(looks).toBeLessThanOrEqual(maxTurns);
  expect(observed.outcomes).toEqual(['timed_out']);
  expect(violations(observed, longest)).toEqual([]);
}, 60_000);
