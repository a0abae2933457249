import { expect } from 'vitest';
import { anSmnNotification, headersOf, signed } from '../cts/smn-messages.ts';
import { aBatch, anHttpRequest } from './envelopes.ts';
import { apiKey, type Stack } from './stack.ts';

/** Hands bodies of the request queue to start-watch, in one batch; none may have to come again. */
export async function queued(stack: Stack, ...bodies: string[]): Promise<void> {
  expect(await stack.startWatch(aBatch(bodies))).toEqual({ batchItemFailures: [] });
}

/** Posts a watch request, or several, to the HTTP API with its key. */
export const posted = (stack: Stack, body: unknown, query = ''): Promise<unknown> =>
  stack.httpApi(
    anHttpRequest('/v1/watches', JSON.stringify(body), {
      headers: { authorization: `Bearer ${apiKey}` },
      query,
    }),
  );

/** Sends a trace of CTS as SMN does, signed, and then what that puts into the queue. */
export async function sentBySmn(stack: Stack, traces: unknown, messageId?: string): Promise<void> {
  const message = await signed(
    anSmnNotification({
      topic_urn: stack.topic,
      timestamp: new Date().toISOString(),
      message: JSON.stringify(traces),
      ...(messageId !== undefined && { message_id: messageId }),
    }),
    stack.signer,
  );
  const request = anHttpRequest('/v1/hooks/smn', JSON.stringify(message), { headers: headersOf(message) });
  expect(await stack.receiveSmnMessage(request)).toMatchObject({ statusCode: 200 });
  await queued(stack, ...stack.kept.requests.splice(0));
}
