import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { errorLine } from '../../lib/lambda/log.ts';
import { startWatches } from '../../lib/watch/start-watches.ts';
import { BatchResponse, QueueMessages } from './event.ts';
import { wireStartWatch } from './wiring.ts';

/** Starts a watch for every request in a batch of the request queue. */
export const handler = defineHandler({
  input: QueueMessages,
  output: BatchResponse,
  wire: wireStartWatch,
  run: startWatches,
  facts: ({ failed }) => ({ failed: failed.map(({ id, error }) => `${id}: ${errorLine(error)}`) }),
});
