import { expect } from 'vitest';
import type { ChannelAnswer, Delivery } from '../../../lib/notification/delivery.ts';
import type { Notification } from '../../../lib/notification/notification.ts';
import {
  type DeliverPorts,
  type DeliveryMode,
  deliverNotification,
} from '../../../lib/watch/delivery/deliver-notification.ts';
import { type DeliveryMemory, makeDeliveryMemory } from '../../../lib/watch/delivery/delivery-memory.ts';
import type { Attempt } from '../../../lib/watch/ports/attempt-delivery.ts';
import type { KeyValueStore } from '../../../lib/watch/ports/key-value-store.ts';
import { makeOwner } from '../../../lib/watch/ports/owner.ts';
import { DeliverOutput } from '../../../lib/workflow/contracts.ts';
import { aNotification } from '../../support/notifications.ts';
import { strictStore } from '../../support/store.ts';

/** The time of these tests. */
export const now = Date.parse('2026-03-01T12:05:00.000Z');
/** A delivery that was not tried yet. */
export const first: Delivery = { destination: 'dr-team', attempts: 0 };

/** A destination that answers in turn, for ever with the last answer; `troubles` are those of the store. */
export function deliverer(
  answers: ChannelAnswer[],
  how: {
    mode?: DeliveryMode;
    store?: KeyValueStore;
    memory?: DeliveryMemory;
    at?: number;
    until?: Promise<unknown>;
  } = {},
) {
  const begun = Promise.withResolvers<void>();
  const { mode = 'new', store = strictStore(() => now), at = now } = how;
  const attempts: Attempt[] = [];
  const troubles: unknown[] = [];
  const ports: DeliverPorts = {
    attemptDelivery: async (attempt) => {
      const answer = answers[Math.min(attempts.length, answers.length - 1)];
      attempts.push(attempt);
      begun.resolve();
      await how.until;
      return { answer: answer ?? { kind: 'delivered' }, fingerprint: 'as configured' };
    },
    mannerOf: (destination) => ({ schedule: destination === 'tickets' ? 'webhook' : 'chat', mode }),
    memory: how.memory ?? makeDeliveryMemory(store, (error) => troubles.push(error), makeOwner('test')),
    now: () => at,
  };
  const deliver = async (notification: Notification = aNotification(), delivery: Delivery = first) => {
    const output = await deliverNotification({ notification, delivery }, ports);
    expect(DeliverOutput.parse(output)).toStrictEqual(output);
    return output;
  };
  return { deliver, attempts, troubles, begun: begun.promise };
}
