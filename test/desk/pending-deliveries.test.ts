import { describe, expect, it } from 'vitest';
import { makePendingDeliveries } from '../../lib/desk/pending-deliveries.ts';
import { aNotice } from '../support/notices.ts';

const notice = aNotice();
const [chat, hook] = ['chat', 'hook'].map((destination) => ({ destination, attempts: 0 }));
const once = { destination: 'chat', attempts: 1 };
const unfinished = 'not delivered before the command ended; the first attempt was not finished';

describe('pending deliveries', () => {
  it('are none at first', () => {
    expect(makePendingDeliveries().takeLetters()).toEqual([]);
  });

  it('are a whole notice until its deliveries are planned', () => {
    const pending = makePendingDeliveries();
    pending.announced(notice);
    expect(pending.takeLetters()).toEqual([
      { notice, caught: 'the command ended before its deliveries were planned' },
    ]);
  });

  it('of a destination for itself and in the place of another are two', () => {
    const pending = makePendingDeliveries();
    const inPlace = { destination: 'hook', attempts: 1, instead_of: { destination: 'chat' } };
    pending.planned(notice, [hook!]);
    pending.attempted(notice, { delivery: inPlace, result: { kind: 'delivered' } });
    expect(pending.takeLetters()).toMatchObject([{ attempt: { delivery: hook } }]);
  });

  it('are each delivery of the plan from then on', () => {
    const pending = makePendingDeliveries();
    pending.announced(notice);
    pending.planned(notice, [chat!, hook!]);
    expect(pending.takeLetters()).toEqual([
      { notice, attempt: { delivery: chat, result: { kind: 'refused', why: unfinished } } },
      { notice, attempt: { delivery: hook, result: { kind: 'refused', why: unfinished } } },
    ]);
  });

  it('say that quiet hours held them back', () => {
    const pending = makePendingDeliveries();
    pending.planned(notice, [{ ...chat!, hold_seconds: 3_600 }]);
    const why = 'not delivered before the command ended; quiet hours held it back';
    expect(pending.takeLetters()).toMatchObject([{ attempt: { result: { why } } }]);
  });

  it('say what the last attempt met, and how many there were', () => {
    const pending = makePendingDeliveries();
    pending.planned(notice, [chat!]);
    pending.attempted(notice, { delivery: once, result: { kind: 'wait', seconds: 5, why: 'it was busy' } });
    const why = 'not delivered before the command ended; the last attempt met: it was busy';
    expect(pending.takeLetters()).toEqual([
      { notice, attempt: { delivery: once, result: { kind: 'refused', why } } },
    ]);
  });

  it('are no more after an attempt that delivered', () => {
    const pending = makePendingDeliveries();
    pending.planned(notice, [chat!]);
    pending.attempted(notice, { delivery: once, result: { kind: 'delivered' } });
    expect(pending.takeLetters()).toEqual([]);
  });

  it.each([
    { kind: 'gone', why: 'archived' },
    { kind: 'refused', why: 'too long' },
  ] as const)('are, after an attempt that was $kind, as they are until the machine keeps them', (result) => {
    const pending = makePendingDeliveries();
    pending.planned(notice, [chat!]);
    pending.attempted(notice, { delivery: once, result });
    expect(pending.takeLetters()).toEqual([{ notice, attempt: { delivery: once, result } }]);
  });

  it('are no more when the machine has kept them itself', () => {
    const pending = makePendingDeliveries();
    pending.planned(notice, [chat!, hook!]);
    pending.kept({ notice, attempt: { delivery: once } });
    expect(pending.takeLetters().map(({ attempt }) => attempt?.delivery)).toEqual([hook]);
    pending.announced(notice);
    pending.kept({ notice, caught: { Error: 'TypeError' } });
    expect(pending.takeLetters()).toEqual([]);
  });

  it('go by notice and destination together', () => {
    const pending = makePendingDeliveries();
    const other = aNotice({ watch: { id: 'another-watch' } });
    pending.planned(notice, [chat!]);
    pending.planned(other, [chat!]);
    pending.attempted(other, { delivery: once, result: { kind: 'delivered' } });
    expect(pending.takeLetters().map((letter) => letter.notice.id)).toEqual([notice.id]);
  });

  it('are taken once', () => {
    const pending = makePendingDeliveries();
    pending.planned(notice, [chat!]);
    pending.takeLetters();
    expect(pending.takeLetters()).toEqual([]);
  });
});
