import { ApiAnswer, ApiRequest } from '../lib/lambda/api-entrance.ts';
import { defineHandler } from '../lib/lambda/define-handler.ts';
import { answerRequest, wireHttpApi } from '../lib/lambda/wiring/http-api.ts';

/** Starts, shows, lists and stops watches over HTTP. */
export const handler = defineHandler({
  input: ApiRequest,
  output: ApiAnswer,
  wire: wireHttpApi,
  run: answerRequest,
  facts: ({ statusCode }) => ({ status: statusCode }),
});
