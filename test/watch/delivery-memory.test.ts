import { describe, expect, it } from 'vitest';
import { digestEntry } from '../../lib/notice/digest.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery-memory.ts';
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
    expect(await memory.wasDelivered(notice, delivery)).toBe(true);
    expect(await memory.wasDelivered(other, delivery)).toBe(false);
    expect(await memory.wasDelivered(notice, { ...delivery, destination: 'dev' })).toBe(false);
    time.seconds = 45 * day;
    expect(await memory.wasDelivered(notice, delivery)).toBe(false);
  });

  it('in the place of another destination is another delivery', async () => {
    const { memory } = remembering();
    const instead = { ...delivery, instead_of: { destination: 'chat' } };
    await memory.delivered(notice, instead);
    expect(await memory.wasDelivered(notice, instead)).toBe(true);
    expect(await memory.wasDelivered(notice, delivery)).toBe(false);
    expect(await memory.wasDelivered(notice, { ...instead, instead_of: { destination: 'sms' } })).toBe(false);
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

describe('a turn', () => {
  const of = 'notice msg_a';
  const held = (records: Records, gone: string[] = []) =>
    makeDeliveryMemory(
      records,
      (error) => {
        throw error;
      },
      makeHolder('test', (mark) => gone.some((name) => mark.startsWith(`${name} `))),
    );

  it('is taken by one at a time, also of those in one process', async () => {
    const { memory, records } = remembering();
    const taken = await Promise.all([memory, memory, held(records)].map((one) => one.takeTurn(of, 'ops')));
    expect(taken.filter((endTurn) => endTurn !== undefined)).toHaveLength(1);
    expect(await memory.takeTurn(of, 'dev')).toBeDefined();
    expect(await memory.takeTurn('notice msg_b', 'ops')).toBeDefined();
  });

  it('is free when it is ended, or when its time is over', async () => {
    const { memory, time } = remembering();
    const endTurn = await memory.takeTurn(of, 'ops');
    await endTurn?.();
    expect(await memory.takeTurn(of, 'ops')).toBeDefined();
    time.seconds = 59;
    expect(await memory.takeTurn(of, 'ops')).toBeUndefined();
    time.seconds = 60;
    expect(await memory.takeTurn(of, 'ops')).toBeDefined();
  });

  it('that took too long does not end the turn of another', async () => {
    const { memory, time } = remembering();
    const endTooLate = await memory.takeTurn(of, 'ops');
    time.seconds = 60;
    await memory.takeTurn(of, 'ops');
    await endTooLate?.();
    expect(await memory.takeTurn(of, 'ops')).toBeUndefined();
  });

  it('of one who is gone is taken at once, by one', async () => {
    const { memory, records } = remembering();
    await memory.takeTurn(of, 'ops');
    const others = [held(records, ['test']), held(records, ['test'])];
    const taken = await Promise.all(others.map((one) => one.takeTurn(of, 'ops')));
    expect(taken.filter((endTurn) => endTurn !== undefined)).toHaveLength(1);
  });

  it('is everybody’s where the store cannot be reached', async () => {
    const memory = makeDeliveryMemory(brokenRecords, () => {}, makeHolder('test'));
    const endTurn = await memory.takeTurn(of, 'ops');
    await endTurn?.();
    expect(await memory.takeTurn(of, 'ops')).toBeDefined();
  });
});

describe('a store that cannot be reached', () => {
  it('is told, and remembers nothing', async () => {
    const troubles: unknown[] = [];
    const memory = makeDeliveryMemory(brokenRecords, (error) => troubles.push(error), makeHolder('test'));
    await memory.delivered(notice, delivery);
    await memory.keepGone('ops', { fingerprint: 'abc', since: notice.time });
    expect(await memory.wasDelivered(notice, delivery)).toBe(false);
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
