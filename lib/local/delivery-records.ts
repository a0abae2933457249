import type { Delivery, DeliveryResult } from '../notification/delivery.ts';
import type { Notification } from '../notification/notification.ts';
import type { DeadLetter, DeliverOutput } from '../workflow/contracts.ts';

/**
 * How far one delivery is: from `planned` or `deferred`, over `sending` and `waiting`, to `delivered` or
 * `dead`.
 */
export type DeliveryState =
  /** The first attempt has not started. */
  | { name: 'planned' }
  /** The first attempt waits for the end of quiet hours. */
  | { name: 'deferred' }
  /** An attempt is in flight. `problem` is the result of the attempt before it. */
  | { name: 'sending'; problem?: string | undefined }
  /** The next attempt is scheduled. */
  | { name: 'waiting'; problem: string }
  /** Given up. The machine saves the dead letter next. */
  | { name: 'failed'; result: DeliveryResult }
  | { name: 'delivered' }
  /** The dead letter is saved. */
  | { name: 'dead' };

/** One notification to one destination. */
interface DeliveryRecord {
  delivery: Delivery;
  state: DeliveryState;
}

/** A notification whose execution has not ended. Its deliveries are unknown until they are planned. */
interface NotificationRecord {
  notification: Notification;
  deliveries: Map<string, DeliveryRecord> | undefined;
  ended: PromiseWithResolvers<void>;
}

/**
 * The deliveries of this process that have not ended. Calls about a notification that has ended are ignored.
 */
export interface DeliveryRecords {
  announced: (notification: Notification) => void;
  planned: (notification: Notification, deliveries: readonly Delivery[]) => void;
  sending: (notification: Notification, delivery: Delivery) => void;
  attempted: (notification: Notification, attempt: DeliverOutput) => void;
  /** The machine has saved this dead letter itself. */
  saved: (deadLetter: DeadLetter) => void;
  /** Ends the record of a notification. */
  end: (notificationId: string) => void;
  /** Waits until a notification has ended; at once if it is unknown. */
  whenOver: (notificationId: string) => Promise<void>;
  /**
   * Returns a dead letter for each delivery that is not final, with the result of its last attempt, and
   * forgets all.
   */
  takeDeadLetters: () => DeadLetter[];
  /** Ends all records but those of the given notifications. */
  endAllBut: (left: ReadonlySet<string>) => void;
}

export function makeDeliveryRecords(): DeliveryRecords {
  const records = new Map<string, NotificationRecord>();
  const set = ({ id }: Notification, delivery: Delivery, state: DeliveryState) =>
    records.get(id)?.deliveries?.set(keyOf(delivery), { delivery, state });
  const stateOf = ({ id }: Notification, delivery: Delivery) =>
    records.get(id)?.deliveries?.get(keyOf(delivery))?.state;
  const end = (notificationId: string): void => {
    records.get(notificationId)?.ended.resolve();
    records.delete(notificationId);
  };
  return {
    announced: (notification) => {
      records.set(notification.id, {
        notification,
        deliveries: undefined,
        ended: Promise.withResolvers(),
      });
    },
    planned: (notification, deliveries) => {
      const record = records.get(notification.id);
      if (record === undefined) return;
      record.deliveries = new Map();
      for (const delivery of deliveries) set(notification, delivery, firstState(delivery));
    },
    sending: (notification, delivery) => {
      const before = stateOf(notification, delivery);
      const problem = before?.name === 'waiting' ? before.problem : undefined;
      set(notification, delivery, { name: 'sending', problem });
    },
    attempted: (notification, { delivery, result }) => set(notification, delivery, stateAfter(result)),
    saved: ({ notification, attempt }) => {
      const record = records.get(notification.id);
      if (attempt !== undefined) set(notification, attempt.delivery, { name: 'dead' });
      else if (record !== undefined) record.deliveries = new Map();
    },
    end,
    whenOver: async (notificationId) => records.get(notificationId)?.ended.promise,
    takeDeadLetters: () =>
      [...records.values()].flatMap((record) => {
        const deadLetters = deadLettersOf(record);
        record.deliveries = new Map();
        return deadLetters;
      }),
    endAllBut: (left) => [...records.keys()].filter((id) => !left.has(id)).forEach(end),
  };
}

/** A destination may get a notification for itself and in place of another destination. */
const keyOf = ({ destination, instead_of: insteadOf }: Delivery): string =>
  `${destination} ${insteadOf?.destination ?? ''}`;

const firstState = ({ hold_seconds: deferred }: Delivery): DeliveryState =>
  deferred === undefined ? { name: 'planned' } : { name: 'deferred' };

function stateAfter(result: DeliveryResult): DeliveryState {
  switch (result.kind) {
    case 'delivered':
      return { name: 'delivered' };
    case 'wait':
      return { name: 'waiting', problem: result.why };
    case 'gone':
    case 'refused':
      return { name: 'failed', result };
  }
}

function deadLettersOf({ notification, deliveries }: NotificationRecord): DeadLetter[] {
  if (deliveries === undefined) {
    return [{ notification, caught: 'the command ended before its deliveries were planned' }];
  }
  return [...deliveries.values()].flatMap(({ delivery, state }) => {
    const result = resultOf(state);
    return result === undefined ? [] : [{ notification, attempt: { delivery, result } }];
  });
}

/** Returns what a dead letter says of a delivery that ends in this state; undefined for a final state. */
function resultOf(state: DeliveryState): DeliveryResult | undefined {
  const unfinished = (problem: string): DeliveryResult => ({
    kind: 'refused',
    why: `not delivered before the command ended; ${problem}`,
  });
  switch (state.name) {
    case 'deferred':
      return unfinished('quiet hours deferred it');
    case 'planned':
      return unfinished('the first attempt was not finished');
    case 'sending':
      return unfinished(
        state.problem === undefined
          ? 'the first attempt was not finished'
          : `the last attempt met: ${state.problem}`,
      );
    case 'waiting':
      return unfinished(`the last attempt met: ${state.problem}`);
    case 'failed':
      return state.result;
    case 'delivered':
    case 'dead':
      return undefined;
  }
}
