import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { drawStory } from './draw-story.ts';
import { violations } from './invariants.ts';
import { type Observed, runStory } from './run-story.ts';
import { drawScenario } from './scenario/draw-scenario.ts';
import { runScenario } from './scenario/run-scenario.ts';
import { partsOf } from './scenario/scenario.ts';
import { scenarioViolations } from './scenario/scenario-invariants.ts';
import { faultsOf } from './story.ts';

/** What was played of one seed, a watch and a scenario: what came of them, and what they violated. */
export const PlayedSeed = z.object({
  seed: z.number(),
  faults: z.array(z.string()),
  /** Those that the watch met: a fault may be over, or not begun, when something comes by. */
  met: z.array(z.string()),
  outcome: z.string(),
  violations: z.array(z.string()),
});
export type PlayedSeed = z.infer<typeof PlayedSeed>;

/** What hangs waits in real time: meanwhile other stories go on. */
const atOnce = 24;

/** Plays the watch and the scenario of each seed, many at once; the results are in the order of the seeds. */
export function playSeeds(seeds: readonly number[]): Promise<PlayedSeed[]> {
  return manyAtOnce(seeds, async (seed) => {
    const story = drawStory(seed);
    const scenario = drawScenario(seed);
    let observed: Observed | undefined;
    const broken = [
      await violationsOf(async () => {
        observed = await runStory(story);
        return violations(observed, story);
      }),
      await violationsOf(async () => scenarioViolations(await runScenario(scenario), scenario)),
    ];
    const faults = [...new Set([...faultsOf(story), ...partsOf(scenario)])];
    const { outcomes = [], met = [] } = observed ?? {};
    return { seed, faults, met, outcome: outcomes[0] ?? 'none', violations: broken.flat() };
  });
}

/**
 * A story that waits for what never comes must not keep the others from being reported; a busy machine is
 * slow.
 */
const longestMs = 300_000;

async function violationsOf(play: () => Promise<string[]>): Promise<string[]> {
  const over = new AbortController();
  const never = setTimeout(longestMs, ['the story did not end'], { signal: over.signal });
  try {
    return await Promise.race([play(), never]);
  } catch (error) {
    return [`the story broke off: ${error}`];
  } finally {
    over.abort();
    await never.catch(() => {});
  }
}

/** Does something for each item, `width` at a time; the results are in the order of the items. */
export async function manyAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** One line for each violated promise, with the command that plays its story again. */
export const replayLines = (played: readonly PlayedSeed[]): string[] =>
  played.flatMap(({ seed, violations: violated }) =>
    violated.map((violation) => `npm run stories -- --seed ${seed}  # ${violation}`),
  );
