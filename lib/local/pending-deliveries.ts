import type { Delivery } from '../notification/delivery.ts';
import type { Notification } from '../notification/notification.ts';
import type { DeadLetter, DeliverOutput } from '../workflow/contracts.ts';

/** The notifications that are announced and whose deliveries are not yet done: what must be kept when the local run goes home. */
export interface PendingDeliveries {
  announced: (notification: Notification) => void;
  planned: (notification: Notification, deliveries: readonly Delivery[]) => void;
  attempted: (notification: Notification, attempt: DeliverOutput) => void;
  /** The machine keeps this one itself: until then one that is refused is pending too. */
  kept: (deadLetter: DeadLetter) => void;
  /** Takes what is left as dead letters, each with what its last attempt met. */
  takeDeadLetters: () => DeadLetter[];
}

export function makePendingDeliveries(): PendingDeliveries {
  const pending = new Map<string, DeadLetter>();
  const note = (notification: Notification, delivery: Delivery, met: string) => {
    const result = { kind: 'refused' as const, why: `not delivered before the command ended; ${met}` };
    pending.set(keyOf(notification, delivery), { notification, attempt: { delivery, result } });
  };
  return {
    announced: (notification) =>
      pending.set(notification.id, {
        notification,
        caught: 'the command ended before its deliveries were planned',
      }),
    planned: (notification, deliveries) => {
      pending.delete(notification.id);
      for (const delivery of deliveries) note(notification, delivery, whyNotBegun(delivery));
    },
    attempted: (notification, { delivery, result }) => {
      if (result.kind === 'wait') note(notification, delivery, `the last attempt met: ${result.why}`);
      else if (result.kind === 'delivered') pending.delete(keyOf(notification, delivery));
      else pending.set(keyOf(notification, delivery), { notification, attempt: { delivery, result } });
    },
    kept: ({ notification, attempt }) => {
      pending.delete(attempt === undefined ? notification.id : keyOf(notification, attempt.delivery));
    },
    takeDeadLetters: () => {
      const deadLetters = [...pending.values()];
      pending.clear();
      return deadLetters;
    },
  };
}

/** A destination may be told for itself, and in the place of another. */
const keyOf = ({ id }: Notification, { destination, instead_of: insteadOf }: Delivery): string =>
  `${id} ${destination} ${insteadOf?.destination ?? ''}`;

const whyNotBegun = ({ hold_seconds: held }: Delivery): string =>
  held === undefined ? 'the first attempt was not finished' : 'quiet hours held it back';
