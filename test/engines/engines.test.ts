import { beforeAll, describe, expect, it } from 'vitest';
import sendNotice from '../../lib/workflow/send-notice.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { hasMoto } from './has-moto.ts';
import { type Played, playEmbedded, playOnMoto } from './play.ts';
import { engineStories } from './stories.ts';

const definitions = { 'watch-job': watchJob, 'send-notice': sendNotice };

const statesOf = (states: object): string[] =>
  Object.entries(states).flatMap(([name, state]) => [name, ...statesOf(state.ItemProcessor?.States ?? {})]);

describe('the stories of both engines', () => {
  it('enter every state of both machines', async () => {
    const played = await Promise.all(engineStories.map((story) => playEmbedded(definitions, story)));
    const entered = new Set(played.flatMap((one) => one.entered));
    const all = [...statesOf(watchJob.States), ...statesOf(sendNotice.States)];
    expect(all.filter((state) => !entered.has(state))).toEqual([]);
  });
});

describe.skipIf(!hasMoto())('moto, a second engine (skipped where Python with moto is not found)', () => {
  let onMoto: Played[];
  beforeAll(async () => {
    onMoto = await playOnMoto(definitions, engineStories);
  }, 60_000);

  it.each(engineStories.map((story, index) => [story.what, story, index] as const))(
    'makes the same of %s',
    async (_, story, index) => {
      expect(onMoto[index]).toEqual(await playEmbedded(definitions, story));
    },
  );
});
