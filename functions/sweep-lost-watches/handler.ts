import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { ScheduledEvent } from '../../lib/lambda/scheduled-event.ts';
import { SweptWatches, sweepLostWatches } from '../../lib/watch/sweep/sweep-lost-watches.ts';
import { wireSweepLostWatches } from './wiring.ts';

/** Announces lost watches that no status-change event reported. */
export const handler = defineHandler({
  input: ScheduledEvent,
  output: SweptWatches,
  wire: wireSweepLostWatches,
  run: (_event, ports) => sweepLostWatches(ports),
  facts: (swept) => swept,
});
