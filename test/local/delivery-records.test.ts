import { describe, expect, it } from 'vitest';
import { makeDeliveryRecords } from '../../lib/local/delivery-records.ts';
import { aNotification } from '../support/notifications.ts';

const notification = aNotification();
const [chat, hook] = ['chat', 'hook'].map((destination) => ({ destination, attempts: 0 }));
const once = { destination: 'chat', attempts: 1 };
const unfinished = 'not delivered before the command ended; the first attempt was not finished';

describe('delivery records', () => {
  it('give no dead letter at first', () => {
    expect(makeDeliveryRecords().takeDeadLetters()).toEqual([]);
  });

  it('give one for the whole notification until its deliveries are planned', () => {
    const records = makeDeliveryRecords();
    records.announced(notification);
    expect(records.takeDeadLetters()).toEqual([
      { notification, caught: 'the command ended before its deliveries were planned' },
    ]);
  });

  it('distinguish a delivery to a destination from a fallback to it', () => {
    const records = makeDeliveryRecords();
    const fallback = { destination: 'hook', attempts: 1, instead_of: { destination: 'chat' } };
    records.announced(notification);
    records.planned(notification, [hook!]);
    records.attempted(notification, { delivery: fallback, result: { kind: 'delivered' } });
    expect(records.takeDeadLetters()).toMatchObject([{ attempt: { delivery: hook } }]);
  });

  it('give one for each planned delivery', () => {
    const records = makeDeliveryRecords();
    records.announced(notification);
    records.planned(notification, [chat!, hook!]);
    expect(records.takeDeadLetters()).toEqual([
      { notification, attempt: { delivery: chat, result: { kind: 'refused', why: unfinished } } },
      { notification, attempt: { delivery: hook, result: { kind: 'refused', why: unfinished } } },
    ]);
  });

  it('say that quiet hours deferred a delivery', () => {
    const records = makeDeliveryRecords();
    records.announced(notification);
    records.planned(notification, [{ ...chat!, hold_seconds: 3_600 }]);
    const why = 'not delivered before the command ended; quiet hours deferred it';
    expect(records.takeDeadLetters()).toMatchObject([{ attempt: { result: { why } } }]);
  });

  it('give the problem of the last attempt and the number of attempts', () => {
    const records = makeDeliveryRecords();
    records.announced(notification);
    records.planned(notification, [chat!]);
    records.attempted(notification, {
      delivery: once,
      result: { kind: 'wait', seconds: 5, why: 'it was busy' },
    });
    const why = 'not delivered before the command ended; the last attempt met: it was busy';
    expect(records.takeDeadLetters()).toEqual([
      { notification, attempt: { delivery: once, result: { kind: 'refused', why } } },
    ]);
  });

  it('give none after a delivery', () => {
    const records = makeDeliveryRecords();
    records.announced(notification);
    records.planned(notification, [chat!]);
    records.attempted(notification, { delivery: once, result: { kind: 'delivered' } });
    expect(records.takeDeadLetters()).toEqual([]);
  });

  it.each([
    { kind: 'gone', why: 'archived' },
    { kind: 'refused', why: 'too long' },
  ] as const)(
    'give the result of an attempt that was $kind until the machine saves the dead letter',
    (result) => {
      const records = makeDeliveryRecords();
      records.announced(notification);
      records.planned(notification, [chat!]);
      records.attempted(notification, { delivery: once, result });
      expect(records.takeDeadLetters()).toEqual([{ notification, attempt: { delivery: once, result } }]);
    },
  );

  it('give none once the machine has saved the dead letter', () => {
    const records = makeDeliveryRecords();
    records.announced(notification);
    records.planned(notification, [chat!, hook!]);
    records.saved({ notification, attempt: { delivery: once } });
    expect(records.takeDeadLetters().map(({ attempt }) => attempt?.delivery)).toEqual([hook]);
    records.announced(notification);
    records.saved({ notification, caught: { Error: 'TypeError' } });
    expect(records.takeDeadLetters()).toEqual([]);
  });

  it('distinguish the same destination of two notifications', () => {
    const records = makeDeliveryRecords();
    const other = aNotification({ watch: { id: 'another-watch' } });
    records.announced(notification);
    records.planned(notification, [chat!]);
    records.announced(other);
    records.planned(other, [chat!]);
    records.attempted(other, { delivery: once, result: { kind: 'delivered' } });
    expect(records.takeDeadLetters().map((deadLetter) => deadLetter.notification.id)).toEqual([
      notification.id,
    ]);
  });

  it('give each dead letter once', () => {
    const records = makeDeliveryRecords();
    records.announced(notification);
    records.planned(notification, [chat!]);
    records.takeDeadLetters();
    expect(records.takeDeadLetters()).toEqual([]);
  });
});
