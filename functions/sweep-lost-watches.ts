import { defineHandler } from '../lib/lambda/define-handler.ts';
import { ScheduledEvent } from '../lib/lambda/schedule-entrance.ts';
import { wireSweepLostWatches } from '../lib/lambda/wiring/sweep-lost-watches.ts';
import { SweptWatches, sweepLostWatches } from '../lib/watch/sweep-lost-watches.ts';

/** Announces the lost watches that no status-change event reported. */
export const handler = defineHandler({
  input: ScheduledEvent,
  output: SweptWatches,
  wire: wireSweepLostWatches,
  run: (_event, ports) => sweepLostWatches(ports),
  facts: (swept) => swept,
});
