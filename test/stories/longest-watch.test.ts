import { expect, it } from 'vitest';
import { maxDeadlineSeconds, maxTurns } from '../../lib/polling/presets.ts';
import { violations } from './invariants.ts';
import { quiet } from './matrix-stories.ts';
import { runStory } from './run-story.ts';
import type { Story } from './story.ts';

/**
 * What needs most polls: the longest deadline, the quickest preset, a job without an end, and half of the
 * polls in vain.
 */
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
  const polls = observed.events.filter(({ event }) => event === 'poll').length;
  expect(polls).toBeGreaterThan(0.8 * maxTurns);
  expect(polls).toBeLessThanOrEqual(maxTurns);
  expect(observed.outcomes).toEqual(['timed_out']);
  expect(violations(observed, longest)).toEqual([]);
}, 60_000);
