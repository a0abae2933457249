import { describe, expect, it } from 'vitest';
import { digestEntry } from '../../lib/notice/digest.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery-memory.ts';
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
  const memory = makeDeliveryMemory(records, (error) => {
    throw error;
  });
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

describe('the turn at a destination', () => {
  const ofAnotherWatch = aNotice({ watch: { ...notice.watch, id: 'sdrs-2' } });

  it('is one of a watch and a destination: no other watch and no other destination waits for it', async () => {
    const { memory } = remembering();
    expect(await memory.takeTurn(notice, 'ops')).toBe(true);
    expect(await memory.takeTurn(other, 'ops')).toBe(false);
    expect(await memory.takeTurn(other, 'dev')).toBe(true);
    expect(await memory.takeTurn(ofAnotherWatch, 'ops')).toBe(true);
  });

  it('is still that of the notice that has it, and the next one has it when it is over', async () => {
    const { memory } = remembering();
    await memory.takeTurn(notice, 'ops');
    expect(await memory.takeTurn(notice, 'ops')).toBe(true);
    await memory.endTurn(notice, 'ops');
    expect(await memory.takeTurn(other, 'ops')).toBe(true);
    expect(await memory.takeTurn(notice, 'ops')).toBe(false);
  });

  it('leaves the message alone that the turn is about', async () => {
    const { memory } = remembering();
    await memory.keepMessage(notice, 'ops', 'ts-1');
    await memory.takeTurn(other, 'ops');
    await memory.endTurn(other, 'ops');
    expect(await memory.message(notice, 'ops')).toMatchObject({ reference: 'ts-1' });
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
      records.keep({ of: 'digest', id }, JSON.stringify(value), day);
    await keep('a', entry('2026-11-24T10:00:00.000Z'));
    await keep('b', entry('2026-11-24T09:00:00.000Z'));
    await keep('c', entry('2026-11-24T11:00:00.000Z'));
    await keep('d', 'no entry');
    await memory.closeDigest('digest');
    const times = (await memory.digest('digest')).map(({ time }) => time.slice(11, 13));
    expect(times).toEqual(['09', '10', '11']);
  });
});

describe('a store that cannot be reached', () => {
  it('is told, and remembers nothing', async () => {
    const troubles: unknown[] = [];
    const memory = makeDeliveryMemory(brokenRecords, (error) => troubles.push(error));
    await memory.delivered(notice, delivery);
    await memory.keepGone('ops', { fingerprint: 'abc', since: notice.time });
    expect(await memory.wasDelivered(notice, delivery)).toBe(false);
    expect(await memory.message(notice, 'ops')).toBeUndefined();
    expect(await memory.gone('ops')).toBeUndefined();
    expect(troubles).toHaveLength(5);
  });

  it('keeps a digest from being brought without its notices', async () => {
    const memory = makeDeliveryMemory(brokenRecords, () => {});
    await expect(memory.digest('digest')).rejects.toThrow('no store');
  });

  it('that holds something else remembers nothing either', async () => {
    const { memory, records } = remembering();
    await records.keep({ of: 'destination ops', id: 'gone' }, '{"fingerprint":7}', day);
    expect(await memory.gone('ops')).toBeUndefined();
  });
});
