import type { Delivery } from '../notice/delivery.ts';
import type { Notice } from '../notice/notice.ts';
import type { DeliveryMemory, HeldNotice } from './delivery-memory.ts';

/** What an attempt has to deliver, or why that cannot be known. */
export type Left =
  | { kind: 'notice' }
  | { kind: 'digest'; held: HeldNotice[] }
  | { kind: 'nothing' }
  | { kind: 'unknown'; why: string };

/**
 * Returns what is left to deliver under a lease. `isLeased`: the lease is of this notice alone, and has said that it was not
 * delivered.
 */
export async function leftToDeliver(
  notice: Notice,
  delivery: Delivery,
  { memory, isLeased }: { memory: DeliveryMemory; isLeased: boolean },
): Promise<Left> {
  const { digest, destination } = delivery;
  if (digest === undefined && isLeased) return { kind: 'notice' };
  const alone: Left = { kind: (await memory.wasDelivered(notice, destination)) ? 'nothing' : 'notice' };
  return digest === undefined ? alone : leftOfDigest(notice, delivery, { digest, memory, alone });
}

/**
 * A digest also goes out where only its own notice was delivered otherwise: in the cloud nobody else delivers the rest of it.
 * It does not go out in place of a notice that is neither in it nor delivered.
 */
async function leftOfDigest(
  notice: Notice,
  delivery: Delivery,
  { digest, memory, alone }: { digest: string; memory: DeliveryMemory; alone: Left },
): Promise<Left> {
  try {
    const held = await untold(digest, delivery, memory);
    const isIn = held.some(({ id }) => id === notice.id);
    return isIn || (alone.kind === 'nothing' && held.length > 0) ? { kind: 'digest', held } : alone;
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return { kind: 'unknown', why: `what was held back in quiet hours cannot be read (${name})` };
  }
}

/** The notices of a delivery's digest that neither its destination nor the one that it stands for was told otherwise. */
async function untold(
  digest: string,
  { destination, instead_of: insteadOf }: Delivery,
  memory: DeliveryMemory,
): Promise<HeldNotice[]> {
  const held = await memory.digest(digest);
  const places = [destination, ...(insteadOf === undefined ? [] : [insteadOf.destination])];
  const wasTold = async (one: HeldNotice) =>
    (await Promise.all(places.map((place) => memory.wasDelivered(one, place)))).includes(true);
  const wereTold = await Promise.all(held.map(wasTold));
  return held.filter((_, index) => !wereTold[index]);
}
