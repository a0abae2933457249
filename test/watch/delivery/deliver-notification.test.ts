import { describe, expect, it } from 'vitest';
import { digestEntry } from '../../../lib/notification/digest.ts';
import type { Notification } from '../../../lib/notification/notification.ts';
import type { KeyValueStore } from '../../../lib/watch/ports/key-value-store.ts';
import { aFailureNotification, aNotification } from '../../support/notifications.ts';
import { aMemory, brokenStore, slowStore, strictStore } from '../../support/store.ts';
import { deliverer, first, now } from './delivering.ts';

describe('an attempt', () => {
  it('delivers the notification to its destination, once', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }]);
    await deliver();
    expect(attempts).toMatchObject([{ notification: aNotification(), destination: 'dr-team' }]);
  });

  it.each([
    [{ kind: 'delivered' }, { kind: 'delivered' }],
    [{ kind: 'delivered', reference: '17' }, { kind: 'delivered' }],
    [
      { kind: 'gone', why: 'no such channel' },
      { kind: 'gone', why: 'no such channel' },
    ],
    [
      { kind: 'refused', why: 'bad text' },
      { kind: 'refused', why: 'bad text' },
    ],
    [
      { kind: 'try_again', why: 'busy' },
      { kind: 'wait', seconds: 5, why: 'busy' },
    ],
    [
      { kind: 'message_gone', why: 'busy' },
      { kind: 'wait', seconds: 5, why: 'busy' },
    ],
    [
      { kind: 'throttled', why: 'busy' },
      { kind: 'wait', seconds: 5, why: 'busy' },
    ],
    [
      { kind: 'throttled', seconds: 3, why: 'busy' },
      { kind: 'wait', seconds: 3, why: 'busy' },
    ],
  ] as const)('that is answered with %j ends with %j', async (answer, result) => {
    expect(await deliverer([answer]).deliver()).toStrictEqual({
      delivery: { ...first, attempts: 1, first_attempt_at: '2026-03-01T12:05:00.000Z' },
      result,
    });
  });

  it.each([
    ['dr-team', 120],
    ['tickets', 7_200],
  ])('that is not the first counts on, on the schedule of %s', async (destination, seconds) => {
    const delivery = { destination, attempts: 3, first_attempt_at: '2026-03-01T12:00:00.000Z' };
    const { deliver } = deliverer([{ kind: 'try_again', why: 'busy' }]);
    expect(await deliver(aNotification(), delivery)).toStrictEqual({
      delivery: { ...delivery, attempts: 4 },
      result: { kind: 'wait', seconds, why: 'busy' },
    });
  });

  it('says that it is late, from five minutes on', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }]);
    await deliver(aNotification({ time: '2026-03-01T12:00:01.000Z' }));
    await deliver(aFailureNotification({ time: '2026-03-01T12:00:00.000Z', watch: { id: 'another' } }), {
      ...first,
      destination: 'tickets',
    });
    expect(attempts.map(({ lateSeconds }) => lateSeconds)).toStrictEqual([undefined, 300]);
  });
});

describe('a digest', () => {
  const night = { ...first, digest: 'digest of the night' };
  const one = aFailureNotification();
  const other = aNotification({ id: `msg_${'b'.repeat(26)}`, time: '2026-03-01T11:00:00.000Z' });

  /** The records of a night that holds these notifications. */
  async function aNight(...notifications: Notification[]): Promise<KeyValueStore> {
    const store = strictStore(() => now);
    for (const notification of notifications) {
      await store.put(
        { of: night.digest, id: `notification ${notification.id}` },
        JSON.stringify(digestEntry(notification)),
        60,
      );
    }
    return store;
  }

  it('replaces its notifications, in the order of their events', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store: await aNight(one, other) });
    expect((await deliver(one, night)).result).toStrictEqual({ kind: 'delivered' });
    expect(attempts[0]?.digest).toStrictEqual([digestEntry(other), digestEntry(one)]);
  });

  it('is delivered once for all its notifications, which are not delivered alone later', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store: await aNight(one, other) });
    await deliver(other, night);
    expect((await deliver(one, night)).result).toStrictEqual({ kind: 'delivered', before: true });
    expect((await deliver(one, first)).result).toStrictEqual({ kind: 'delivered', before: true });
    expect(attempts).toHaveLength(1);
  });

  it('leaves out what its destination got in another message', async () => {
    const store = await aNight(one, other);
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store });
    await deliver(other, first);
    await deliver(one, night);
    expect(attempts.at(-1)?.digest).toStrictEqual([digestEntry(one)]);
  });

  it('leaves out for the fallback what its own destination got', async () => {
    const store = await aNight(one, other);
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store });
    await deliver(other, first);
    const instead = { ...night, destination: 'managers', instead_of: { destination: first.destination } };
    await deliver(one, instead);
    expect(attempts.at(-1)?.digest).toStrictEqual([digestEntry(one)]);
  });

  it('is sent without a notification that was delivered otherwise, also by the execution of that notification', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store: await aNight(one, other) });
    await deliver(one, { ...first, instead_of: { destination: 'tickets' } });
    expect((await deliver(one, night)).result).toStrictEqual({ kind: 'delivered' });
    expect(attempts.at(-1)?.digest).toStrictEqual([digestEntry(other)]);
    expect((await deliver(other, night)).result).toStrictEqual({ kind: 'delivered', before: true });
  });

  it('is delivered by one execution at a time', async () => {
    const store = await aNight(one, other);
    const slow = Promise.withResolvers<void>();
    const slowly = deliverer([{ kind: 'delivered' }], { store, until: slow.promise });
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store });
    const underWay = slowly.deliver(one, night);
    await slowly.begun;
    expect((await deliver(other, night)).result).toMatchObject({ kind: 'wait', seconds: 5 });
    slow.resolve();
    await underWay;
    expect((await deliver(other, night)).result).toStrictEqual({ kind: 'delivered', before: true });
    expect(attempts).toEqual([]);
  });

  it('is delivered by the next execution if one fails', async () => {
    const answers = [{ kind: 'refused', why: 'bad text' } as const, { kind: 'delivered' } as const];
    const { deliver, attempts } = deliverer(answers, { store: await aNight(one, other) });
    expect((await deliver(one, night)).result.kind).toBe('refused');
    expect((await deliver(other, night)).result).toStrictEqual({ kind: 'delivered' });
    expect(attempts.map(({ digest }) => digest?.length)).toEqual([2, 2]);
  });

  it('does not replace a notification that it does not contain', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store: await aNight(other) });
    await deliver(one, night);
    expect((await deliver(other, night)).result).toStrictEqual({ kind: 'delivered' });
    expect(attempts.map(({ notification, digest }) => [notification.id, digest?.length])).toEqual([
      [one.id, undefined],
      [other.id, 1],
    ]);
  });

  it('is a message of its own, whatever the mode, and what comes later does not change it', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered', reference: '17' }], { mode: 'update' });
    await deliver(aNotification({ type: 'sdrs.job.started', id: 'msg_aaaaaaaaaaaaaaaaaaaaaaaaaa' }));
    await deliver(aNotification({ time: '2026-03-01T11:00:00.000Z' }), night);
    expect(attempts.map(({ earlier }) => earlier)).toStrictEqual([undefined, undefined]);
  });

  it.each(['thread', 'update'] as const)(
    'is not the message that later notifications grow: %s',
    async (mode) => {
      const { deliver, attempts } = deliverer([{ kind: 'delivered', reference: '17' }], { mode });
      await deliver(aNotification({ type: 'sdrs.job.started', id: 'msg_aaaaaaaaaaaaaaaaaaaaaaaaaa' }), night);
      await deliver();
      expect(attempts.map(({ earlier }) => earlier)).toStrictEqual([undefined, undefined]);
    },
  );

  it('that cannot be read is tried again: its notifications stand nowhere else', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store: brokenStore });
    expect((await deliver(aNotification(), night)).result).toStrictEqual({
      kind: 'wait',
      seconds: 5,
      why: expect.stringContaining('cannot be read'),
    });
    expect(attempts).toHaveLength(0);
  });

  it('is closed once it was delivered or given up, and not before', async () => {
    const store = strictStore(() => now);
    const isClosed = async () => (await store.get({ of: night.digest, id: 'closed' })) !== undefined;
    const { deliver } = deliverer([{ kind: 'try_again', why: 'busy' }, { kind: 'delivered' }], { store });
    await deliver(aNotification(), night);
    expect(await isClosed()).toBe(false);
    await deliver(aNotification(), night);
    expect(await isClosed()).toBe(true);
  });

  it.each([
    { kind: 'delivered', reference: '17' },
    { kind: 'refused', why: 'bad text' },
    { kind: 'gone', why: 'archived' },
  ] as const)(
    'is closed, with all writes done, before the attempt ends: a function that has answered $kind is frozen',
    async (answer) => {
      const { store, underWay } = slowStore(await aNight(one, other));
      await deliverer([answer], { store }).deliver(one, night);
      expect(underWay()).toEqual([]);
      expect(await store.get({ of: night.digest, id: 'closed' })).toBeDefined();
      await deliverer([answer], { store, mode: 'update' }).deliver(
        aNotification({ watch: { id: 'another' } }),
      );
      expect(underWay()).toEqual([]);
    },
  );

  it('is closed by no delivery of a single notification, for which the store has nothing to refuse', async () => {
    const { deliver, troubles } = deliverer([{ kind: 'delivered' }]);
    await deliver();
    expect(troubles).toEqual([]);
  });
});

describe('a delivery that was made before', () => {
  it('is not made again, and says so', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }]);
    await deliver();
    expect((await deliver()).result).toStrictEqual({ kind: 'delivered', before: true });
    expect(attempts).toHaveLength(1);
  });

  it('is one of that destination, and of that notification', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }]);
    await deliver();
    await deliver(aNotification(), { ...first, destination: 'tickets' });
    await deliver(aNotification({ id: `msg_${'b'.repeat(26)}` }));
    expect(attempts).toHaveLength(3);
  });

  const own = first;
  const inPlace = { ...first, instead_of: { destination: 'tickets' } };
  const inAnothersPlace = { ...first, instead_of: { destination: 'mail' } };
  it.each([
    ['in the place of another', own, inPlace],
    ['in its own right', inPlace, own],
    ['in the place of two', inPlace, inAnothersPlace],
  ])('is not made again %s, in every mode', async (_, one, other) => {
    for (const mode of ['new', 'thread', 'update'] as const) {
      const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { mode });
      await deliver(aNotification(), one);
      expect((await deliver(aNotification(), other)).result).toStrictEqual({
        kind: 'delivered',
        before: true,
      });
      expect(attempts).toHaveLength(1);
    }
  });

  it('by another who began it at the same time is waited for', async () => {
    const store = strictStore(() => now);
    const slow = Promise.withResolvers<void>();
    const one = deliverer([{ kind: 'delivered' }], { store, until: slow.promise });
    const other = deliverer([{ kind: 'delivered' }], { store });
    const underWay = one.deliver();
    await one.begun;
    expect(await other.deliver()).toStrictEqual({
      delivery: first,
      result: { kind: 'wait', seconds: 5, why: 'it is on its way there already' },
    });
    slow.resolve();
    await underWay;
    expect((await other.deliver()).result).toStrictEqual({ kind: 'delivered', before: true });
    expect(other.attempts).toEqual([]);
  });

  it.each(['new', 'thread', 'update'] as const)(
    'is seen under the lease, not before it: %s',
    async (mode) => {
      const memory = aMemory(strictStore(() => now));
      const { deliver, attempts } = deliverer([{ kind: 'delivered' }], {
        mode,
        memory: {
          ...memory,
          leaseDelivery: async (...lease) => {
            await memory.delivered(aNotification(), first);
            return memory.leaseDelivery(...lease);
          },
          leaseShared: async (...lease) => {
            await memory.delivered(aNotification(), first);
            return memory.leaseShared(...lease);
          },
        },
      });
      expect((await deliver()).result).toStrictEqual({ kind: 'delivered', before: true });
      expect(attempts).toEqual([]);
    },
  );

  it('is made again rather than not at all when the store cannot be reached', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered' }], { store: brokenStore });
    expect((await deliver()).result).toStrictEqual({ kind: 'delivered' });
    expect((await deliver()).result).toStrictEqual({ kind: 'delivered' });
    expect(attempts).toHaveLength(2);
  });

  it('is none after an attempt that failed', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'try_again', why: 'busy' }, { kind: 'delivered' }]);
    await deliver();
    await deliver();
    expect(attempts).toHaveLength(2);
  });
});

describe('a destination that cannot be reached', () => {
  const fallback = { destination: 'managers', attempts: 0, instead_of: { destination: 'dr-team' } };

  it.each(['refused', 'gone'] as const)('is said to its fallback, with the reason: %s', async (kind) => {
    const { deliver } = deliverer([{ kind, why: 'bad text' }]);
    expect((await deliver(aNotification(), { ...first, fallback })).delivery.fallback).toStrictEqual({
      ...fallback,
      instead_of: { destination: 'dr-team', why: 'bad text' },
    });
  });

  it('leaves its fallback alone while it is tried again', async () => {
    const { deliver } = deliverer([{ kind: 'try_again', why: 'busy' }]);
    expect((await deliver(aNotification(), { ...first, fallback })).delivery.fallback).toStrictEqual(
      fallback,
    );
  });

  it('that is gone is tried once a day, in case it came back', async () => {
    const store = strictStore(() => now);
    const gone = { kind: 'gone', why: 'archived' } as const;
    const days = [0, 0.9, 1, 1.9, 2].map((day) => now + day * 86_400_000);
    const probed: boolean[] = [];
    for (const [index, at] of days.entries()) {
      const { deliver, attempts } = deliverer([gone], { store, at });
      await deliver(aNotification({ watch: { id: `watch ${index}` } }));
      probed.push(attempts[0]?.goneAs === undefined);
    }
    expect(probed).toStrictEqual([true, false, true, false, true]);
  });

  it.each(['refused', 'try_again', 'delivered'] as const)(
    'is no destination that is gone: %s',
    async (kind) => {
      const { deliver, attempts } = deliverer([{ kind, why: 'bad text' }]);
      await deliver();
      await deliver(aNotification({ watch: { id: 'another' } }));
      expect(attempts.map(({ goneAs }) => goneAs)).toStrictEqual([undefined, undefined]);
    },
  );

  it('is remembered as gone, and that it is gone is said once', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'gone', why: 'archived' }]);
    await deliver(aNotification(), { ...first, fallback });
    const second = await deliver(aNotification({ watch: { id: 'another' } }), { ...first, fallback });
    expect(attempts.map(({ goneAs }) => goneAs)).toStrictEqual([undefined, 'as configured']);
    expect(second.delivery.fallback?.instead_of).toStrictEqual({ destination: 'dr-team' });
  });
});
