import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { ApiAnswer, ApiRequest } from './event.ts';
import { answerRequest, wireHttpApi } from './wiring.ts';

/** Starts, shows, lists and stops watches over HTTP. */
export const handler = defineHandler({
  input: ApiRequest,
  output: ApiAnswer,
  wire: wireHttpApi,
  run: answerRequest,
  facts: ({ statusCode }) => ({ status: statusCode }),
});
