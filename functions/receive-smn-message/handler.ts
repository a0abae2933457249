import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { HttpRequestEvent, SmnAnswer } from './event.ts';
import { takeOrRefuse, wireReceiveSmnMessage } from './wiring.ts';

/**
 * Receives Cloud Trace Service traces from Simple Message Notification. They start watches and report
 * outcomes.
 */
export const handler = defineHandler({
  input: HttpRequestEvent,
  output: SmnAnswer,
  wire: wireReceiveSmnMessage,
  run: takeOrRefuse,
  facts: ({ status, did }) => ({ status, did }),
});
