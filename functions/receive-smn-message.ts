import { defineHandler } from '../lib/lambda/define-handler.ts';
import { HttpRequestEvent, SmnAnswer } from '../lib/lambda/http-entrance.ts';
import { takeOrRefuse, wireReceiveSmnMessage } from '../lib/lambda/wiring/receive-smn-message.ts';

/** Takes a message of Simple Message Notification: traces of Cloud Trace Service start watches and tell ends. */
export const handler = defineHandler({
  input: HttpRequestEvent,
  output: SmnAnswer,
  wire: wireReceiveSmnMessage,
  run: takeOrRefuse,
  facts: ({ status, did }) => ({ status, did }),
});
