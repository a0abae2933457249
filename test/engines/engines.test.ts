import { describe, expect, it } from 'vitest';
import sendNotice from '../../lib/workflow/send-notice.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { playEmbedded } from './play.ts';
import { engineStories } from './stories.ts';

const definitions = { 'watch-job': watchJob, 'send-notice': sendNotice };

const statesOf = (states: object): string[] =>
  Object.entries(states).flatMap(([name, state]) => [name, ...statesOf(state.ItemProcessor?.States ?? {})]);

describe('the stories that both engines play (npm run engines)', () => {
  it('enter every state of both machines', async () => {
    const played = await Promise.all(engineStories.map((story) => playEmbedded(definitions, story)));
    const entered = new Set(played.flatMap((one) => one.entered));
    const all = [...statesOf(watchJob.States), ...statesOf(sendNotice.States)];
    expect(all.filter((state) => !entered.has(state))).toEqual([]);
  });
});
