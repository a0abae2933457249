import { drawStory } from './draw-story.ts';
import { violations } from './invariants.ts';
import { type Observed, runStory } from './run-story.ts';
import { faultsOf, type Story } from './story.ts';

/** One story that was played: what came of it, and what it violated. */
export interface PlayedSeed {
  seed: number;
  faults: string[];
  outcome: string;
  violations: string[];
}

/** What hangs waits in real time: meanwhile other stories go on. */
const atOnce = 24;

/** Plays the story of each seed, many at once; the results are in the order of the seeds. */
export function playSeeds(seeds: readonly number[]): Promise<PlayedSeed[]> {
  return manyAtOnce(seeds, async (seed) => {
    const story = drawStory(seed);
    const { observed, broken } = await observe(story);
    return {
      seed,
      faults: faultsOf(story),
      outcome: observed?.outcomes[0] ?? 'none',
      violations: observed === undefined ? [`the story broke off: ${broken}`] : violations(observed, story),
    };
  });
}

/** Does something for each item, so many at a time; the results are in the order of the items. */
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

async function observe(story: Story): Promise<{ observed?: Observed; broken?: string }> {
  try {
    return { observed: await runStory(story) };
  } catch (error) {
    return { broken: String(error) };
  }
}
