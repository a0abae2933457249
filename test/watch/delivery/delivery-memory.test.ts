import { describe, expect, it } from 'vitest';
import { digestEntry } from '../../../lib/notification/digest.ts';
import {
  type DeliveryMemory,
  type Lease,
  makeDeliveryMemory,
  wasDeliveredFor,
} from '../../../lib/watch/delivery/delivery-memory.ts';
import type { KeyValueStore } from '../../../lib/watch/ports/key-value-store.ts';
import { makeOwner } from '../../../lib/watch/ports/owner.ts';
import { aNotification } from '../../support/notifications.ts';
import { brokenStore, strictStore } from '../../support/store.ts';

const day = 86_400;
const notification = aNotification();
const other = aNotification({ id: `msg_${'b'.repeat(26)}` });
const delivery = { destination: 'ops', attempts: 1 };

/** A memory on a clock that the test sets, in seconds. */
function remembering() {
  const time = { seconds: 0 };
  const store = strictStore(() => time.seconds * 1_000);
  const memory = makeDeliveryMemory(
    store,
    (error) => {
      throw error;
    },
    makeOwner('test'),
  );
  return { memory, store, time };
}

describe('what was delivered', () => {
  it('is remembered for 45 days, of that notification and that destination alone', async () => {
    const { memory, time } = remembering();
    await memory.delivered(notification, delivery);
    time.seconds = 45 * day - 1;
    expect(await memory.wasDelivered(notification, 'ops')).toBe(true);
    expect(await memory.wasDelivered(other, 'ops')).toBe(false);
    expect(await memory.wasDelivered(notification, 'dev')).toBe(false);
    time.seconds = 45 * day;
    expect(await memory.wasDelivered(notification, 'ops')).toBe(false);
  });

  it('in the place of another destination is delivered, and says in whose place', async () => {
    const { memory, store } = remembering();
    await memory.delivered(notification, {
      ...delivery,
      instead_of: { destination: 'chat', why: 'it is down' },
    });
    expect(await memory.wasDelivered(notification, 'ops')).toBe(true);
    const isFor = (destination: string) =>
      wasDeliveredFor(notification, { destination, fallback: 'ops' }, store);
    expect(await Promise.all(['ops', 'chat', 'sms'].map(isFor))).toEqual([true, true, false]);
  });

  it('before an upgrade is the word true', async () => {
    const { memory, store } = remembering();
    await store.put({ of: `notification ${notification.id}`, id: 'delivered ops' }, 'true', day);
    expect(await memory.wasDelivered(notification, 'ops')).toBe(true);
    expect(await memory.leaseDelivery(notification, 'ops')).toEqual({ kind: 'delivered' });
  });
});

describe('the message of a watch', () => {
  it('is remembered for 90 days, with the time of its news, by destination', async () => {
    const { memory, time } = remembering();
    await memory.keepMessage(notification, 'ops', 'ts-1');
    await memory.keepMessage(notification, 'dev', 'ts-2');
    time.seconds = 90 * day - 1;
    expect(await memory.message(other, 'ops')).toEqual({ reference: 'ts-1', time: notification.time });
    expect(await memory.message(notification, 'dev')).toMatchObject({ reference: 'ts-2' });
    expect(
      await memory.message(aNotification({ watch: { ...notification.watch, id: 'sdrs-2' } }), 'ops'),
    ).toBeUndefined();
    time.seconds = 90 * day;
    expect(await memory.message(notification, 'ops')).toBeUndefined();
  });
});

describe('a destination that is gone', () => {
  it('is remembered for 90 days, it alone', async () => {
    const { memory, time } = remembering();
    const gone = { fingerprint: 'abc', since: '2026-11-24T08:00:00.000Z' };
    await memory.keepGone('ops', gone);
    time.seconds = 90 * day - 1;
    expect(await memory.gone('ops')).toEqual(gone);
    expect(await memory.gone('dev')).toBeUndefined();
    time.seconds = 90 * day;
    expect(await memory.gone('ops')).toBeUndefined();
  });
});

describe('a digest', () => {
  const entry = (time: string) => digestEntry(aNotification({ time }));

  it('is given in the order in which it happened, without what is no entry', async () => {
    const { memory, store } = remembering();
    const keep = (id: string, value: unknown) =>
      store.put({ of: 'digest', id: `notification ${id}` }, JSON.stringify(value), day);
    await keep('a', entry('2026-11-24T10:00:00.000Z'));
    await keep('b', entry('2026-11-24T09:00:00.000Z'));
    await keep('c', entry('2026-11-24T11:00:00.000Z'));
    await keep('d', 'no entry');
    await memory.closeDigest('digest');
    const times = (await memory.digest('digest')).map(({ id, entry }) => `${id} ${entry.time.slice(11, 13)}`);
    expect(times).toEqual(['b 09', 'a 10', 'c 11']);
  });
});

const leases = [
  [
    'a delivery',
    (memory: DeliveryMemory, place = 'ops', of = notification) => memory.leaseDelivery(of, place),
  ],
  [
    'the message of a watch',
    (memory: DeliveryMemory, place = 'ops', of = notification) => memory.leaseShared(`watch ${of.id}`, place),
  ],
] as const;

describe.each(leases)('the lease of %s', (_, take) => {
  const seenBy = (store: KeyValueStore, gone: string[] = []) =>
    makeDeliveryMemory(
      store,
      (error) => {
        throw error;
      },
      makeOwner('test', (token) => gone.some((name) => token.startsWith(`${name} `))),
    );
  const release = (lease: Lease) => (lease.kind === 'held' ? lease.release() : undefined);
  const kindOf = async (lease: Promise<Lease>) => (await lease).kind;

  it('is held by one at a time, also of those in one process', async () => {
    const { memory, store } = remembering();
    const kinds = await Promise.all([memory, memory, seenBy(store)].map((one) => kindOf(take(one))));
    expect(kinds.sort()).toEqual(['busy', 'busy', 'held']);
    expect(await kindOf(take(memory, 'dev'))).toBe('held');
    expect(await kindOf(take(memory, 'ops', other))).toBe('held');
  });

  it('is free when it is released, or expires', async () => {
    const { memory, time } = remembering();
    await release(await take(memory));
    expect(await kindOf(take(memory))).toBe('held');
    time.seconds = 59;
    expect(await kindOf(take(memory))).toBe('busy');
    time.seconds = 60;
    expect(await kindOf(take(memory))).toBe('held');
  });

  it('that expired does not release the lease of another', async () => {
    const { memory, time } = remembering();
    const expired = await take(memory);
    time.seconds = 60;
    await take(memory);
    await release(expired);
    expect(await kindOf(take(memory))).toBe('busy');
  });

  it('of one who is gone is taken at once, by one', async () => {
    const { memory, store } = remembering();
    await take(memory);
    const others = [seenBy(store, ['test']), seenBy(store, ['test'])];
    const kinds = await Promise.all(others.map((one) => kindOf(take(one))));
    expect(kinds.sort()).toEqual(['busy', 'held']);
  });

  it('is held by everybody where the store cannot be reached', async () => {
    const memory = makeDeliveryMemory(brokenStore, () => {}, makeOwner('test'));
    await release(await take(memory));
    expect(await kindOf(take(memory))).toBe('held');
  });

  it('is taken where the store holds something unreadable in its place', async () => {
    const { memory, store } = remembering();
    await take(memory);
    for (const { id } of [
      ...(await store.all(`notification ${notification.id}`)),
      ...(await store.all(`watch ${notification.id}`)),
    ]) {
      for (const of of [`notification ${notification.id}`, `watch ${notification.id}`])
        await store.put({ of, id }, '{', 45 * day);
    }
    expect(await kindOf(take(memory))).toBe('held');
  });
});

describe('the lease of a delivery', () => {
  it('becomes the record that it was delivered, which no late release takes back', async () => {
    const { memory, time } = remembering();
    const late = await memory.leaseDelivery(notification, 'ops');
    time.seconds = 60;
    await memory.leaseDelivery(notification, 'ops');
    await memory.delivered(notification, delivery);
    expect(await memory.leaseDelivery(notification, 'ops')).toEqual({ kind: 'delivered' });
    if (late.kind === 'held') await late.release();
    expect(await memory.leaseDelivery(notification, 'ops')).toEqual({ kind: 'delivered' });
    expect(await memory.wasDelivered(notification, 'ops')).toBe(true);
  });

  it('says nothing of a delivery while it is only a lease', async () => {
    const { memory, store } = remembering();
    await memory.leaseDelivery(notification, 'ops');
    expect(await memory.wasDelivered(notification, 'ops')).toBe(false);
    expect(await wasDeliveredFor(notification, { destination: 'ops', fallback: undefined }, store)).toBe(
      false,
    );
  });
});

describe('a store that cannot be reached', () => {
  it('is reported, and nothing is remembered', async () => {
    const troubles: unknown[] = [];
    const memory = makeDeliveryMemory(brokenStore, (error) => troubles.push(error), makeOwner('test'));
    await memory.delivered(notification, delivery);
    await memory.keepGone('ops', { fingerprint: 'abc', since: notification.time });
    expect(await memory.wasDelivered(notification, 'ops')).toBe(false);
    expect(await memory.message(notification, 'ops')).toBeUndefined();
    expect(await memory.gone('ops')).toBeUndefined();
    expect(troubles).toHaveLength(5);
  });

  it('keeps a digest from being delivered without its notifications', async () => {
    const memory = makeDeliveryMemory(brokenStore, () => {}, makeOwner('test'));
    await expect(memory.digest('digest')).rejects.toThrow('no store');
  });

  it('that holds something else remembers nothing either', async () => {
    const { memory, store } = remembering();
    await store.put({ of: 'destination ops', id: 'gone' }, '{"fingerprint":7}', day);
    expect(await memory.gone('ops')).toBeUndefined();
  });
});
