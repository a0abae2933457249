import { describe, expect, it } from 'vitest';
import type { ChannelAnswer } from '../../../lib/notification/delivery.ts';
import { aFailureNotification, aNotification } from '../../support/notifications.ts';
import { aMemory, strictStore } from '../../support/store.ts';
import { deliverer, first, now } from './delivering.ts';

describe('a message that grows', () => {
  const started = aNotification({
    type: 'sdrs.job.started',
    time: '2026-03-01T12:00:02.000Z',
    id: 'msg_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  });

  it.each(['thread', 'update'] as const)(
    'is the one of the first notification of the watch: %s',
    async (mode) => {
      const { deliver, attempts } = deliverer(
        [{ kind: 'delivered', reference: '17' }, { kind: 'delivered' }],
        {
          mode,
        },
      );
      await deliver(started);
      await deliver();
      await deliver(aNotification({ watch: { id: 'another' } }));
      await deliver(aFailureNotification({ id: `msg_${'b'.repeat(26)}` }));
      expect(attempts.map(({ earlier }) => earlier)).toStrictEqual([undefined, '17', undefined, '17']);
    },
  );

  it('is none where each notification gets a message of its own', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered', reference: '17' }]);
    await deliver(started);
    await deliver();
    expect(attempts.map(({ earlier }) => earlier)).toStrictEqual([undefined, undefined]);
  });

  it.each(['thread', 'update'] as const)('is changed by one notification at a time: %s', async (mode) => {
    const store = strictStore(() => now);
    const slow = Promise.withResolvers<ChannelAnswer>();
    const [older, newer] = [aNotification(), aFailureNotification({ id: `msg_${'b'.repeat(26)}` })];
    const one = deliverer([{ kind: 'delivered', reference: 'a' }], { mode, store, until: slow.promise });
    const other = deliverer([{ kind: 'delivered', reference: 'b' }], { mode, store });
    const underWay = one.deliver(older);
    await one.begun;
    expect(await other.deliver(newer)).toEqual({
      delivery: first,
      result: { kind: 'wait', seconds: 5, why: 'another notification of the same watch is on its way there' },
    });
    expect(other.attempts).toEqual([]);
    slow.resolve({ kind: 'delivered' });
    await underWay;
    expect(await other.deliver(newer)).toMatchObject({ result: { kind: 'delivered' } });
    expect(other.attempts).toMatchObject([{ earlier: 'a' }]);
  });

  it.each([
    ['each notification gets a message of its own', 'new', first],
    ['the other one is delivered in a digest', 'update', { ...first, digest: 'digest of the night' }],
  ] as const)('is waited for by no other where %s', async (...[, mode, delivery]) => {
    const slow = Promise.withResolvers<ChannelAnswer>();
    const store = strictStore(() => now);
    const one = deliverer([{ kind: 'delivered' }], { mode, store, until: slow.promise });
    const underWay = one.deliver(started);
    await one.begun;
    const other = deliverer([{ kind: 'delivered' }], { mode, store });
    expect((await other.deliver(aNotification(), delivery)).result.kind).toBe('delivered');
    slow.resolve({ kind: 'delivered' });
    await underWay;
  });

  it('is not waited for longer than an attempt takes, should it have died', async () => {
    const clock = { now };
    const store = strictStore(() => clock.now);
    await aMemory(store).leaseShared(`watch ${aNotification().watch.id}`, first.destination);
    const { deliver } = deliverer([{ kind: 'delivered' }], { mode: 'update', store });
    expect((await deliver()).result.kind).toBe('wait');
    clock.now += 60_000;
    expect((await deliver()).result.kind).toBe('delivered');
  });

  it('does not go back to older news', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered', reference: '17' }], { mode: 'update' });
    await deliver();
    expect((await deliver(started)).result).toStrictEqual({ kind: 'delivered' });
    expect(attempts).toHaveLength(1);
  });

  it('has older news too where it is a thread', async () => {
    const { deliver, attempts } = deliverer([{ kind: 'delivered', reference: '17' }], { mode: 'thread' });
    await deliver();
    await deliver(started);
    expect(attempts.map(({ earlier }) => earlier)).toStrictEqual([undefined, '17']);
  });
});
