import { describe, expect, it } from 'vitest';
import { digestEntry } from '../../lib/notice/digest.ts';
import {
  type DeliveryMemory,
  type Lease,
  makeDeliveryMemory,
  wasDeliveredFor,
} from '../../lib/watch/delivery-memory.ts';
import { makeHolder } from '../../lib/watch/holder.ts';
import type { Records } from '../../lib/watch/records.ts';
import { aNotice } from '../support/notices.ts';
import { brokenRecords, strictRecords } from '../support/records.ts';

const day = 86_400;
const notice = aNotice();
const other = aNotice({ id: `msg_${'b'.repeat(26)}` });
const delivery = { destination: 'ops', attempts: 1 };

/** A memory on a clock that the test sets, in seconds. */
function remembering() {
  const time = { seconds: 0 };
  const records = strictRecords(() => time.seconds * 1_000);
  const memory = makeDeliveryMemory(
    records,
    (error) => {
      throw error;
    },
    makeHolder('test'),
  );
  return { memory, records, time };
}

describe('what was delivered', () => {
  it('is remembered for 45 days, of that notice and that destination alone', async () => {
    const { memory, time } = remembering();
    await memory.delivered(notice, delivery);
    time.seconds = 45 * day - 1;
    expect(await memory.wasDelivered(notice, 'ops')).toBe(true);
    expect(await memory.wasDelivered(other, 'ops')).toBe(false);
    expect(await memory.wasDelivered(notice, 'dev')).toBe(false);
    time.seconds = 45 * day;
    expect(await memory.wasDelivered(notice, 'ops')).toBe(false);
  });

  it('in the place of another destination is delivered, and says in whose place', async () => {
    const { memory, records } = remembering();
    await memory.delivered(notice, { ...delivery, instead_of: { destination: 'chat', why: 'it is down' } });
    expect(await memory.wasDelivered(notice, 'ops')).toBe(true);
    const isFor = (destination: string) => wasDeliveredFor(notice, { destination, fallback: 'ops' }, records);
    expect(await Promise.all(['ops', 'chat', 'sms'].map(isFor))).toEqual([true, true, false]);
  });

  it('before an upgrade is the word true', async () => {
    const { memory, records } = remembering();
    await records.keep({ of: `notice ${notice.id}`, id: 'delivered ops' }, 'true', day);
    expect(await memory.wasDelivered(notice, 'ops')).toBe(true);
    expect(await memory.leaseDelivery(notice, 'ops')).toEqual({ kind: 'delivered' });
  });
});

describe('the message of a watch', () => {
  it('is remembered for 90 days, with the time of its news, by destination', async () => {
    const { memory, time } = remembering();
    await memory.keepMessage(notice, 'ops', 'ts-1');
    await memory.keepMessage(notice, 'dev', 'ts-2');
    time.seconds = 90 * day - 1;
    expect(await memory.message(other, 'ops')).toEqual({ reference: 'ts-1', time: notice.time });
    expect(await memory.message(notice, 'dev')).toMatchObject({ reference: 'ts-2' });
    expect(
      await memory.message(aNotice({ watch: { ...notice.watch, id: 'sdrs-2' } }), 'ops'),
    ).toBeUndefined();
    time.seconds = 90 * day;
    expect(await memory.message(notice, 'ops')).toBeUndefined();
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
  const entry = (time: string) => digestEntry(aNotice({ time }));

  it('is given in the order in which it happened, without what is no entry', async () => {
    const { memory, records } = remembering();
    const keep = (id: string, value: unknown) =>
      records.keep({ of: 'digest', id: `notice ${id}` }, JSON.stringify(value), day);
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
  ['a delivery', (memory: DeliveryMemory, place = 'ops', of = notice) => memory.leaseDelivery(of, place)],
  [
    'the message of a watch',
    (memory: DeliveryMemory, place = 'ops', of = notice) => memory.leaseShared(`watch ${of.id}`, place),
  ],
] as const;

describe.each(leases)('the lease of %s', (_, take) => {
  const seenBy = (records: Records, gone: string[] = []) =>
    makeDeliveryMemory(
      records,
      (error) => {
        throw error;
      },
      makeHolder('test', (mark) => gone.some((name) => mark.startsWith(`${name} `))),
    );
  const release = (lease: Lease) => (lease.kind === 'held' ? lease.release() : undefined);
  const kindOf = async (lease: Promise<Lease>) => (await lease).kind;

  it('is held by one at a time, also of those in one process', async () => {
    const { memory, records } = remembering();
    const kinds = await Promise.all([memory, memory, seenBy(records)].map((one) => kindOf(take(one))));
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
    const { memory, records } = remembering();
    await take(memory);
    const others = [seenBy(records, ['test']), seenBy(records, ['test'])];
    const kinds = await Promise.all(others.map((one) => kindOf(take(one))));
    expect(kinds.sort()).toEqual(['busy', 'held']);
  });

  it('is held by everybody where the store cannot be reached', async () => {
    const memory = makeDeliveryMemory(brokenRecords, () => {}, makeHolder('test'));
    await release(await take(memory));
    expect(await kindOf(take(memory))).toBe('held');
  });

  it('is taken where the store holds something unreadable in its place', async () => {
    const { memory, records } = remembering();
    await take(memory);
    for (const { id } of [
      ...(await records.all(`notice ${notice.id}`)),
      ...(await records.all(`watch ${notice.id}`)),
    ]) {
      for (const of of [`notice ${notice.id}`, `watch ${notice.id}`])
        await records.keep({ of, id }, '{', 45 * day);
    }
    expect(await kindOf(take(memory))).toBe('held');
  });
});

describe('the lease of a delivery', () => {
  it('becomes the record that it was delivered, which no late release takes back', async () => {
    const { memory, time } = remembering();
    const late = await memory.leaseDelivery(notice, 'ops');
    time.seconds = 60;
    await memory.leaseDelivery(notice, 'ops');
    await memory.delivered(notice, delivery);
    expect(await memory.leaseDelivery(notice, 'ops')).toEqual({ kind: 'delivered' });
    if (late.kind === 'held') await late.release();
    expect(await memory.leaseDelivery(notice, 'ops')).toEqual({ kind: 'delivered' });
    expect(await memory.wasDelivered(notice, 'ops')).toBe(true);
  });

  it('says nothing of a delivery while it is only a lease', async () => {
    const { memory, records } = remembering();
    await memory.leaseDelivery(notice, 'ops');
    expect(await memory.wasDelivered(notice, 'ops')).toBe(false);
    expect(await wasDeliveredFor(notice, { destination: 'ops', fallback: undefined }, records)).toBe(false);
  });
});

describe('a store that cannot be reached', () => {
  it('is told, and remembers nothing', async () => {
    const troubles: unknown[] = [];
    const memory = makeDeliveryMemory(brokenRecords, (error) => troubles.push(error), makeHolder('test'));
    await memory.delivered(notice, delivery);
    await memory.keepGone('ops', { fingerprint: 'abc', since: notice.time });
    expect(await memory.wasDelivered(notice, 'ops')).toBe(false);
    expect(await memory.message(notice, 'ops')).toBeUndefined();
    expect(await memory.gone('ops')).toBeUndefined();
    expect(troubles).toHaveLength(5);
  });

  it('keeps a digest from being brought without its notices', async () => {
    const memory = makeDeliveryMemory(brokenRecords, () => {}, makeHolder('test'));
    await expect(memory.digest('digest')).rejects.toThrow('no store');
  });

  it('that holds something else remembers nothing either', async () => {
    const { memory, records } = remembering();
    await records.keep({ of: 'destination ops', id: 'gone' }, '{"fingerprint":7}', day);
    expect(await memory.gone('ops')).toBeUndefined();
  });
});
