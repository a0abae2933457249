import { describe, expect, it } from 'vitest';
import { drawStory } from './draw-story.ts';
import { playSeeds, replayLines } from './play-seeds.ts';

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

describe('sixty stories drawn by their seeds', () => {
  it('keep every promise', async () => {
    const played = await playSeeds(seeds);
    expect(played.map(({ seed }) => seed)).toEqual(seeds);
    expect(replayLines(played)).toEqual([]);
  }, 60_000);
});

describe('a story', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(drawStory(4711)).toEqual(drawStory(4711));
    expect(new Set(seeds.map((seed) => JSON.stringify({ ...drawStory(seed), seed: 0 }))).size).toBe(60);
  });

  it('that breaks a promise is told with the command that plays it again', () => {
    const broken = { seed: 4711, faults: [], outcome: 'lost', violations: ['one outcome: none'] };
    expect(replayLines([broken])).toEqual(['npm run stories -- --seed 4711  # one outcome: none']);
  });
});
