import * as z from 'zod';
import { parseJson } from '../../job/json-value.ts';
import type { Delivery } from '../../notification/delivery.ts';
import { DigestEntry } from '../../notification/digest.ts';
import type { Notification } from '../../notification/notification.ts';
import type { KeyValueStore, StoreKey } from '../ports/key-value-store.ts';
import { isToken, type Owner } from '../ports/owner.ts';

const daySeconds = 86_400;
/** Longer than a delivery, its quiet hours and its dead letter together, from which it could be sent again. */
const deliveredSeconds = 45 * daySeconds;
/** As long as an execution's name is taken. */
const messageSeconds = 90 * daySeconds;
const goneSeconds = 90 * daySeconds;
/** Longer than an attempt may take: the lease of one that died has expired then. */
const leaseSeconds = 60;

/** The id of the record that closes a digest. */
export const closedId = 'closed';
/** The record of a digest that holds one of its notifications. */
export const deferredId = (notificationId: string): string => `notification ${notificationId}`;

/** The message of a watch at a destination: what the vendor calls it, and the time of the notification that it shows. */
const SentMessage = z.object({ reference: z.string(), time: z.string() });
export type SentMessage = z.infer<typeof SentMessage>;

/** A destination that was found to be gone, as it was configured then. */
const Gone = z.object({ fingerprint: z.string(), since: z.string() });
export type Gone = z.infer<typeof Gone>;

/** A notification that was put into a digest, by its id and as a line of it. */
export interface DeferredNotification {
  id: string;
  entry: DigestEntry;
}

/**
 * The record of a delivery once it was made; in whose place, where it was a fallback. Before that, the record is a lease.
 * Records of releases before leases were in the same place are the word `true`.
 */
const Delivered = z.union([
  z.object({ delivered: z.literal(true), instead_of: z.string().optional() }),
  z.literal(true).transform((delivered) => ({ delivered, instead_of: undefined })),
]);
type Delivered = z.output<typeof Delivered>;

/** Whether somebody may make a delivery now: here is what releases the lease, or why not. */
export type Lease = { kind: 'held'; release: () => Promise<void> } | { kind: 'delivered' } | { kind: 'busy' };

/** What deliveries remember: who was told what, in which message, and which destinations are gone. */
export interface DeliveryMemory {
  /** Whether a destination was told a notification, in its own right or in the place of another. */
  wasDelivered: (notification: Pick<Notification, 'id'>, destination: string) => Promise<boolean>;
  /** Keeps that a notification was delivered, in place of the lease of its delivery. */
  delivered: (notification: Pick<Notification, 'id'>, delivery: Delivery) => Promise<void>;
  /**
   * Takes the lease of one delivery. The record of the lease becomes the record of the delivery, so it needs no release
   * after a success, and one write finds out both whether the notification was delivered and whether somebody is at it.
   */
  leaseDelivery: (notification: Pick<Notification, 'id'>, destination: string) => Promise<Lease>;
  /** Takes the lease of what several notifications share at a destination: the message of a watch, or a digest. */
  leaseShared: (of: string, destination: string) => Promise<Exclude<Lease, { kind: 'delivered' }>>;
  /** The message of an earlier notification of the same watch. */
  message: (notification: Notification, destination: string) => Promise<SentMessage | undefined>;
  keepMessage: (notification: Notification, destination: string, reference: string) => Promise<void>;
  gone: (destination: string) => Promise<Gone | undefined>;
  keepGone: (destination: string, gone: Gone) => Promise<void>;
  /** What was put into a digest, in the order in which it happened. Throws when the store cannot be reached. */
  digest: (digest: string) => Promise<DeferredNotification[]>;
  /** Closes a digest that was delivered or given up: it takes no further notifications. */
  closeDigest: (digest: string) => Promise<void>;
}

/**
 * Creates the memory of deliveries on a key-value store. If the store is down, reports it to `onTrouble` and remembers
 * nothing: a notification may then arrive twice, but it is never lost. Reading a digest throws, because the store is the
 * only copy.
 */
export function makeDeliveryMemory(
  store: KeyValueStore,
  onTrouble: (error: unknown) => void,
  owner: Owner,
): DeliveryMemory {
  const forgiving: Forgiving = async (action) => {
    try {
      return await action;
    } catch (error) {
      onTrouble(error);
      return undefined;
    }
  };
  const get = async <Value>(key: StoreKey, schema: z.ZodType<Value>): Promise<Value | undefined> =>
    schema.safeParse(parseJson((await forgiving(store.get(key))) ?? '')).data;
  const keep = async (key: StoreKey, value: unknown, seconds: number): Promise<void> => {
    await forgiving(store.put(key, JSON.stringify(value), seconds));
  };
  const lease = (key: StoreKey) => takeLease({ store, owner, forgiving }, key);
  return {
    wasDelivered: async (notification, destination) =>
      (await get(deliveredKey(notification, destination), Delivered)) !== undefined,
    delivered: (notification, { destination, instead_of: insteadOf }) => {
      const notified: Delivered = {
        delivered: true,
        ...(insteadOf !== undefined && { instead_of: insteadOf.destination }),
      };
      return keep(deliveredKey(notification, destination), notified, deliveredSeconds);
    },
    leaseDelivery: async (notification, destination) => {
      const leased = await lease(deliveredKey(notification, destination));
      if (leased.kind === 'held') return leased;
      return { kind: deliveredBy(leased.there) === undefined ? 'busy' : 'delivered' };
    },
    leaseShared: async (of, destination) => {
      const leased = await lease({ of, id: `lease ${destination}` });
      return leased.kind === 'held' ? leased : { kind: 'busy' };
    },
    message: (notification, destination) => get(messageKey(notification, destination), SentMessage),
    keepMessage: (notification, destination, reference) =>
      keep(messageKey(notification, destination), { reference, time: notification.time }, messageSeconds),
    gone: (destination) => get(goneKey(destination), Gone),
    keepGone: (destination, gone) => keep(goneKey(destination), gone, goneSeconds),
    digest: async (digest) => {
      const found = await store.all(digest);
      return found
        .flatMap(({ id, text }) => {
          const entry = DigestEntry.safeParse(parseJson(text)).data;
          return entry === undefined ? [] : [{ id: id.slice(deferredId('').length), entry }];
        })
        .sort((one, other) => (one.entry.time < other.entry.time ? -1 : 1));
    },
    closeDigest: (digest) => keep({ of: digest, id: closedId }, true, goneSeconds),
  };
}

type Forgiving = <Value>(action: Promise<Value>) => Promise<Value | undefined>;

/**
 * Acquires a lease that is free, or whose owner is dead. Otherwise returns the stored text. If the store is down,
 * everybody gets the lease: a notification may arrive twice, but it is never lost.
 */
async function takeLease(
  { store, owner, forgiving }: { store: KeyValueStore; owner: Owner; forgiving: Forgiving },
  key: StoreKey,
): Promise<Extract<Lease, { kind: 'held' }> | { kind: 'taken'; there: string }> {
  const mine = owner.newToken();
  const there = await forgiving(takenBy({ store, owner }, key, mine));
  if (there !== undefined && there !== mine) return { kind: 'taken', there };
  // An attempt that took longer than its lease must not release the lease of another, nor forget a delivery.
  const release = async () => {
    await forgiving(store.compareAndSwap(key, { old: mine, text: mine }, 0));
  };
  return { kind: 'held', release };
}

/** The text that is in a lease's place now; what cannot be read there keeps nobody out. */
async function takenBy(
  { store, owner }: { store: KeyValueStore; owner: Owner },
  key: StoreKey,
  mine: string,
): Promise<string> {
  const there = await store.putIfAbsent(key, mine, leaseSeconds);
  const isTaken = deliveredBy(there) !== undefined || (isToken(there) && !owner.isDead(there));
  if (there === mine || isTaken) return there;
  return store.compareAndSwap(key, { old: there, text: mine }, leaseSeconds);
}

/** What the text of a delivery's record says of it; undefined where it is only a lease. */
const deliveredBy = (text: string): Delivered | undefined => Delivered.safeParse(parseJson(text)).data;

/** A destination is told a notification once, whether in its own right or in the place of another. */
const deliveredKey = ({ id }: Pick<Notification, 'id'>, destination: string): StoreKey => ({
  of: `notification ${id}`,
  id: `delivered ${destination}`,
});

/** Whether a notification was delivered to a destination, or to its fallback in its place. */
export async function wasDeliveredFor(
  notification: Pick<Notification, 'id'>,
  { destination, fallback }: { destination: string; fallback: string | undefined },
  store: KeyValueStore,
): Promise<boolean> {
  const notified = async (place: string) =>
    deliveredBy((await store.get(deliveredKey(notification, place))) ?? '');
  if ((await notified(destination)) !== undefined) return true;
  return fallback !== undefined && (await notified(fallback))?.instead_of === destination;
}

const messageKey = ({ watch }: Notification, destination: string): StoreKey => ({
  of: `watch ${watch.id}`,
  id: `message ${destination}`,
});

const goneKey = (destination: string): StoreKey => ({ of: `destination ${destination}`, id: 'gone' });
