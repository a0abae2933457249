import { drawStory } from './draw-story.ts';
import { violations } from './invariants.ts';
import { runStory } from './run-story.ts';
import { faultsOf } from './story.ts';

const from = Number(process.argv[2] ?? 0),
  to = Number(process.argv[3] ?? 5);
let next = from;
const t0 = performance.now();
await Promise.all(
  Array.from({ length: 24 }, async () => {
    while (next < to) {
      const seed = next++;
      const story = drawStory(seed);
      const t = performance.now();
      const o = await runStory(story).catch((e) => {
        console.log(seed, 'THROWN', e, JSON.stringify(story));
      });
      const v = o ? violations(o, story) : [];
      if (performance.now() - t > 6000)
        console.log('slow', seed, faultsOf(story), Math.round(performance.now() - t));
      if (v.length) console.log(seed, JSON.stringify(story), v);
    }
  }),
);
console.log(Math.round(performance.now() - t0), 'ms');
