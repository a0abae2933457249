import { seededRandom } from '../../bench/random.ts';
import { slowFaults } from '../simulator/answer-faults.ts';
import type { PlannedFault } from './story.ts';

export type Draw = ReturnType<typeof makeDraw>;

const longestSlowSeconds = 200;

/** Most end in time; what hangs costs real time, so it does not last. */
export function drawFault<Name extends string>(
  draw: Draw,
  names: readonly Name[],
  durationSeconds: number,
): PlannedFault<Name> {
  const fault = draw.oneOf(names);
  const longest = slowFaults.has(fault) || fault === 'iam-hangs' ? longestSlowSeconds : 3_000;
  const isLasting = longest > longestSlowSeconds && draw.chance(0.15);
  return {
    fault,
    fromSeconds: draw.chance(0.4) ? 0 : draw.between(0, durationSeconds),
    forSeconds: isLasting ? Number.POSITIVE_INFINITY : draw.between(5, longest),
    every: draw.oneOf([1, 1, 2, 3]),
  };
}

/** What can be drawn by chance, and is the same for the same seed. */
export function makeDraw(seed: number) {
  const random = seededRandom(Math.imul(seed + 1, 0x85ebca6b));
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  return {
    between,
    chance: (share: number): boolean => random() < share,
    rarely: <Value>(share: number, value: () => Value): Value | undefined =>
      random() < share ? value() : undefined,
    oneOf<Item>(items: readonly Item[]): Item {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new RangeError('There is nothing to draw from.');
      return item;
    },
    some: <Item>(most: number, item: () => Item): Item[] => Array.from({ length: between(0, most) }, item),
  };
}
