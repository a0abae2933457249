import type { Delivery } from '../../notification/delivery.ts';
import type { Notification } from '../../notification/notification.ts';
import type { DeferredNotification, DeliveryMemory } from './delivery-memory.ts';

/** What an attempt has to deliver, or why that cannot be known. */
export type Left =
  | { kind: 'notification' }
  | { kind: 'digest'; held: DeferredNotification[] }
  | { kind: 'nothing' }
  | { kind: 'unknown'; why: string };

/**
 * Returns what is left to deliver under a lease. `isLeased`: the lease is of this notification alone, and has said that it was not
 * delivered.
 */
export async function leftToDeliver(
  notification: Notification,
  delivery: Delivery,
  { memory, isLeased }: { memory: DeliveryMemory; isLeased: boolean },
): Promise<Left> {
  const { digest, destination } = delivery;
  if (digest === undefined && isLeased) return { kind: 'notification' };
  const alone: Left = {
    kind: (await memory.wasDelivered(notification, destination)) ? 'nothing' : 'notification',
  };
  return digest === undefined ? alone : leftOfDigest(notification, delivery, { digest, memory, alone });
}

/**
 * A digest also goes out where only its own notification was delivered otherwise: in the cloud nobody else delivers the rest of it.
 * It does not go out in place of a notification that is neither in it nor delivered.
 */
async function leftOfDigest(
  notification: Notification,
  delivery: Delivery,
  { digest, memory, alone }: { digest: string; memory: DeliveryMemory; alone: Left },
): Promise<Left> {
  try {
    const held = await unnotified(digest, delivery, memory);
    const isIn = held.some(({ id }) => id === notification.id);
    return isIn || (alone.kind === 'nothing' && held.length > 0) ? { kind: 'digest', held } : alone;
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return { kind: 'unknown', why: `what was held back in quiet hours cannot be read (${name})` };
  }
}

/** The notifications of a delivery's digest that neither its destination nor the one that it stands for was told otherwise. */
async function unnotified(
  digest: string,
  { destination, instead_of: insteadOf }: Delivery,
  memory: DeliveryMemory,
): Promise<DeferredNotification[]> {
  const held = await memory.digest(digest);
  const places = [destination, ...(insteadOf === undefined ? [] : [insteadOf.destination])];
  const wasNotified = async (one: DeferredNotification) =>
    (await Promise.all(places.map((place) => memory.wasDelivered(one, place)))).includes(true);
  const wereNotified = await Promise.all(held.map(wasNotified));
  return held.filter((_, index) => !wereNotified[index]);
}
