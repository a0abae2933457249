import { defineHandler } from '../lib/lambda/define-handler.ts';
import { inWords } from '../lib/lambda/log.ts';
import { BatchResponse, QueueMessages } from '../lib/lambda/queue-entrance.ts';
import { wireStartWatch } from '../lib/lambda/wiring/start-watch.ts';
import { startWatches } from '../lib/watch/start-watches.ts';

/** Starts a watch for every request of a batch of the queue. */
export const handler = defineHandler({
  input: QueueMessages,
  output: BatchResponse,
  wire: wireStartWatch,
  run: startWatches,
  facts: ({ failed }) => ({ failed: failed.map(({ id, error }) => `${id}: ${inWords(error)}`) }),
});
