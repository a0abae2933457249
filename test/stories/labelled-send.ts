import { AsyncLocalStorage } from 'node:async_hooks';
import type { AttemptDelivery } from '../../lib/watch/ports/attempt-delivery.ts';
import type { SendHttp } from '../../lib/watch/ports/send-http.ts';

/** Labels every message with the notifications it contains: the message of a chat does not say. */
export const labelHeader = 'x-story-notifications';

/**
 * A digest knows its notifications by their type and time; one watch has no two notifications that share
 * both.
 */
export const labelOf = ({ type, time }: { type: string; time: string }): string => `${type}@${time}`;

/** A client whose requests have that header while a notification is attempted. */
export function makeLabelledSend(send: SendHttp): {
  send: SendHttp;
  labelled: (attempt: AttemptDelivery) => AttemptDelivery;
} {
  const labels = new AsyncLocalStorage<string>();
  return {
    send: (request) =>
      send({ ...request, headers: { ...request.headers, [labelHeader]: labels.getStore() ?? '' } }),
    labelled: (attempt) => (attempted) =>
      labels.run((attempted.digest ?? [attempted.notification]).map(labelOf).join(), () =>
        attempt(attempted),
      ),
  };
}
