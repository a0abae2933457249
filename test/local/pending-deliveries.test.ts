import { describe, expect, it } from 'vitest';
import { makePendingDeliveries } from '../../lib/local/pending-deliveries.ts';
import { aNotification } from '../support/notifications.ts';

const notification = aNotification();
const [chat, hook] = ['chat', 'hook'].map((destination) => ({ destination, attempts: 0 }));
const once = { destination: 'chat', attempts: 1 };
const unfinished = 'not delivered before the command ended; the first attempt was not finished';

describe('pending deliveries', () => {
  it('are none at first', () => {
    expect(makePendingDeliveries().takeDeadLetters()).toEqual([]);
  });

  it('are a whole notification until its deliveries are planned', () => {
    const pending = makePendingDeliveries();
    pending.announced(notification);
    expect(pending.takeDeadLetters()).toEqual([
      { notification, caught: 'the command ended before its deliveries were planned' },
    ]);
  });

  it('of a destination for itself and in the place of another are two', () => {
    const pending = makePendingDeliveries();
    const inPlace = { destination: 'hook', attempts: 1, instead_of: { destination: 'chat' } };
    pending.planned(notification, [hook!]);
    pending.attempted(notification, { delivery: inPlace, result: { kind: 'delivered' } });
    expect(pending.takeDeadLetters()).toMatchObject([{ attempt: { delivery: hook } }]);
  });

  it('are each delivery of the plan from then on', () => {
    const pending = makePendingDeliveries();
    pending.announced(notification);
    pending.planned(notification, [chat!, hook!]);
    expect(pending.takeDeadLetters()).toEqual([
      { notification, attempt: { delivery: chat, result: { kind: 'refused', why: unfinished } } },
      { notification, attempt: { delivery: hook, result: { kind: 'refused', why: unfinished } } },
    ]);
  });

  it('say that quiet hours held them back', () => {
    const pending = makePendingDeliveries();
    pending.planned(notification, [{ ...chat!, hold_seconds: 3_600 }]);
    const why = 'not delivered before the command ended; quiet hours held it back';
    expect(pending.takeDeadLetters()).toMatchObject([{ attempt: { result: { why } } }]);
  });

  it('say what the last attempt met, and how many there were', () => {
    const pending = makePendingDeliveries();
    pending.planned(notification, [chat!]);
    pending.attempted(notification, {
      delivery: once,
      result: { kind: 'wait', seconds: 5, why: 'it was busy' },
    });
    const why = 'not delivered before the command ended; the last attempt met: it was busy';
    expect(pending.takeDeadLetters()).toEqual([
      { notification, attempt: { delivery: once, result: { kind: 'refused', why } } },
    ]);
  });

  it('are no more after an attempt that delivered', () => {
    const pending = makePendingDeliveries();
    pending.planned(notification, [chat!]);
    pending.attempted(notification, { delivery: once, result: { kind: 'delivered' } });
    expect(pending.takeDeadLetters()).toEqual([]);
  });

  it.each([
    { kind: 'gone', why: 'archived' },
    { kind: 'refused', why: 'too long' },
  ] as const)('are, after an attempt that was $kind, as they are until the machine keeps them', (result) => {
    const pending = makePendingDeliveries();
    pending.planned(notification, [chat!]);
    pending.attempted(notification, { delivery: once, result });
    expect(pending.takeDeadLetters()).toEqual([{ notification, attempt: { delivery: once, result } }]);
  });

  it('are no more when the machine has kept them itself', () => {
    const pending = makePendingDeliveries();
    pending.planned(notification, [chat!, hook!]);
    pending.kept({ notification, attempt: { delivery: once } });
    expect(pending.takeDeadLetters().map(({ attempt }) => attempt?.delivery)).toEqual([hook]);
    pending.announced(notification);
    pending.kept({ notification, caught: { Error: 'TypeError' } });
    expect(pending.takeDeadLetters()).toEqual([]);
  });

  it('go by notification and destination together', () => {
    const pending = makePendingDeliveries();
    const other = aNotification({ watch: { id: 'another-watch' } });
    pending.planned(notification, [chat!]);
    pending.planned(other, [chat!]);
    pending.attempted(other, { delivery: once, result: { kind: 'delivered' } });
    expect(pending.takeDeadLetters().map((deadLetter) => deadLetter.notification.id)).toEqual([
      notification.id,
    ]);
  });

  it('are taken once', () => {
    const pending = makePendingDeliveries();
    pending.planned(notification, [chat!]);
    pending.takeDeadLetters();
    expect(pending.takeDeadLetters()).toEqual([]);
  });
});
