import { AsyncLocalStorage } from 'node:async_hooks';
import type { AttemptDelivery, SendHttp } from '../../lib/watch/ports.ts';

/** Says of every message which notices it brings, which the message of a chat does not. */
export const labelHeader = 'x-story-notices';

/** A digest knows its notices by their type and time; one watch has no two notices that share both. */
export const labelOf = ({ type, time }: { type: string; time: string }): string => `${type}@${time}`;

/** A client whose requests have that header while a notice is attempted. */
export function makeLabelledSend(send: SendHttp): {
  send: SendHttp;
  labelled: (attempt: AttemptDelivery) => AttemptDelivery;
} {
  const labels = new AsyncLocalStorage<string>();
  return {
    send: (request) =>
      send({ ...request, headers: { ...request.headers, [labelHeader]: labels.getStore() ?? '' } }),
    labelled: (attempt) => (attempted) =>
      labels.run((attempted.digest ?? [attempted.notice]).map(labelOf).join(), () => attempt(attempted)),
  };
}
