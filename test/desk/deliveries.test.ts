import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeDeliveries } from '../../lib/desk/deliveries.ts';
import type { DeskEvent, Listen } from '../../lib/desk/events.ts';
import { makeMachine } from '../../lib/desk/machine.ts';
import type { DeskSteps } from '../../lib/desk/steps.ts';
import type { DeliveryResult } from '../../lib/notice/delivery.ts';
import { type Clock, makeClock } from '../../lib/watch/clock.ts';
import sendNotice from '../../lib/workflow/send-notice.asl.json' with { type: 'json' };
import { inShort, makeSteps } from '../support/desk-steps.ts';
import { aFailureNotice, aNotice } from '../support/notices.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

function deliveriesWith(
  overrides: Partial<DeskSteps> = {},
  clock: Clock = makeSkippingClock(),
  heard: Listen = () => {},
) {
  const steps = makeSteps(overrides);
  const events: DeskEvent[] = [];
  const on = (event: DeskEvent) => {
    events.push(event);
    heard(event);
  };
  const deliveries = makeDeliveries({ machine: makeMachine(sendNotice, { clock }), steps, clock, on });
  return { ...deliveries, letters: steps.letters, told: () => events.map(inShort) };
}

/** A destination that asks to wait each time. */
const busy: DeskSteps['deliverNotice'] = async ({ delivery }) => ({
  delivery: { ...delivery, attempts: delivery.attempts + 1 },
  result: { kind: 'wait', seconds: 60, why: 'it was busy' },
});

/** A destination that never answers. */
const hanging: DeskSteps['deliverNotice'] = () => new Promise(() => {});

const forever = Number.POSITIVE_INFINITY;

describe('deliveries', () => {
  it('tell a notice to every destination of its plan', async () => {
    const { announce, settle, told, letters } = deliveriesWith();
    expect(announce(aNotice())).toBe('started');
    await settle(forever);
    expect(told().sort()).toEqual([
      'delivery chat delivered',
      'delivery hook delivered',
      'notice sdrs.job.succeeded',
    ]);
    expect(letters).toEqual([]);
  });

  it('say what a route holds back', async () => {
    const { announce, settle, told } = deliveriesWith({
      planNotice: async () => ({ deliveries: [], withheld: [{ destination: 'chat', why: 'told_before' }] }),
    });
    announce(aNotice());
    await settle(forever);
    expect(told()).toEqual(['notice sdrs.job.succeeded', 'withheld chat']);
  });

  it('tell the same notice once, also when it was told long ago', async () => {
    const { announce, settle, told } = deliveriesWith();
    announce(aNotice());
    expect(announce(aNotice())).toBe('already');
    await settle(forever);
    expect(announce(aNotice())).toBe('already');
    expect(told()).toHaveLength(3);
  });

  it('go by the id of a notice: another end of the same watch is the same', async () => {
    const { announce } = deliveriesWith();
    announce(aNotice());
    expect(announce(aFailureNotice())).toBe('already');
  });

  it('settle at once when there is nothing to deliver', async () => {
    const { settle, letters } = deliveriesWith({}, makeClock());
    await settle(3_600);
    expect(letters).toEqual([]);
  });

  it.each<[string, DeskSteps['deliverNotice'], string]>([
    ['waiting', busy, 'not delivered before the command ended; the last attempt met: it was busy'],
    ['hanging', hanging, 'not delivered before the command ended; the first attempt was not finished'],
  ])('keep each pending one once when patience is at its end: %s', async (_, deliverNotice, why) => {
    const attempted = Promise.withResolvers<void>();
    const { announce, settle, letters, told } = deliveriesWith(
      {
        deliverNotice: (input) => {
          if (input.delivery.destination === 'hook') setImmediate(attempted.resolve);
          return deliverNotice(input);
        },
      },
      makeClock(),
    );
    announce(aNotice());
    await attempted.promise;
    await settle(0);
    await settle(0);
    expect(letters.map(({ attempt }) => attempt?.delivery.destination).sort()).toEqual(['chat', 'hook']);
    expect(letters.map(({ attempt }) => attempt?.result)).toEqual([
      { kind: 'refused', why },
      { kind: 'refused', why },
    ]);
    expect(told().filter((text) => text.startsWith('dead_letter'))).toHaveLength(2);
  });

  it.each<DeliveryResult>([
    { kind: 'delivered' },
    { kind: 'wait', seconds: 60, why: 'it was busy' },
    { kind: 'gone', why: 'archived' },
    { kind: 'refused', why: 'too long' },
  ])(
    'tell nothing more of an attempt under way when patience ended, and keep it once: $kind',
    async (result) => {
      const bothAsked = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<void>();
      const { announce, settle, letters, told } = deliveriesWith(
        {
          deliverNotice: async ({ delivery }) => {
            if (delivery.destination === 'hook') bothAsked.resolve();
            await answer.promise;
            return { delivery: { ...delivery, attempts: 1 }, result };
          },
        },
        makeClock(),
      );
      announce(aNotice());
      await bothAsked.promise;
      await settle(0);
      const toldAtTheEnd = told();
      expect(toldAtTheEnd).toEqual(['notice sdrs.job.succeeded', 'dead_letter chat', 'dead_letter hook']);
      answer.resolve();
      for (let turn = 0; turn < 20; turn += 1) await nextTurn();
      expect(told()).toEqual(toldAtTheEnd);
      expect(letters).toHaveLength(2);
    },
  );

  it.each([0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30])(
    'keep a refused one once when patience ends %i microtasks after the refusal',
    async (microtasks) => {
      const hurry = new AbortController();
      const abortLater = async (event: DeskEvent) => {
        if (event.event !== 'delivery') return;
        for (let count = 0; count < microtasks; count += 1) await undefined;
        hurry.abort();
      };
      const { announce, settle, letters } = deliveriesWith(
        {
          deliverNotice: async ({ delivery }) => ({ delivery, result: { kind: 'gone', why: 'archived' } }),
        },
        makeClock(),
        abortLater,
      );
      announce(aNotice());
      await settle(3_600, hurry.signal);
      for (let turn = 0; turn < 20; turn += 1) await nextTurn();
      expect(letters.map(({ attempt }) => attempt?.delivery.destination).sort()).toEqual(['chat', 'hook']);
    },
  );

  it('tell of a letter that the machine was keeping when patience ended before the end', async () => {
    const bothKeeping = Promise.withResolvers<void>();
    const disk = Promise.withResolvers<string>();
    let keeping = 0;
    const { announce, settle, told } = deliveriesWith(
      {
        deliverNotice: async ({ delivery }) => ({ delivery, result: { kind: 'gone', why: 'archived' } }),
        keepDeadLetter: () => {
          keeping += 1;
          if (keeping === 2) bothKeeping.resolve();
          return disk.promise;
        },
      },
      makeClock(),
    );
    announce(aNotice());
    await bothKeeping.promise;
    const settled = settle(3_600, AbortSignal.abort()).then(() => told().slice(-2));
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    disk.resolve('kept');
    expect(await settled).toEqual(['dead_letter chat', 'dead_letter hook']);
    expect(keeping).toBe(2);
  });

  it('are kept before their plan is made, when patience is at its end then', async () => {
    const { announce, settle, letters } = deliveriesWith(
      { planNotice: () => new Promise(() => {}) },
      makeClock(),
    );
    announce(aNotice());
    await settle(0);
    expect(letters).toEqual([
      { notice: aNotice(), caught: 'the command ended before its deliveries were planned' },
    ]);
  });

  it('are hurried by a signal', async () => {
    const { announce, settle, letters } = deliveriesWith({ deliverNotice: hanging }, makeClock());
    announce(aNotice());
    const hurry = new AbortController();
    const settled = settle(3_600, hurry.signal);
    setImmediate(() => setImmediate(() => hurry.abort()));
    await settled;
    expect(letters).toHaveLength(2);
  });

  it.each(['gone', 'refused'] as const)('that are %s are kept by the machine, once', async (kind) => {
    const { announce, settle, letters } = deliveriesWith({
      deliverNotice: async ({ delivery }) => ({ delivery, result: { kind, why: 'it said no' } }),
    });
    announce(aNotice());
    await settle(forever);
    expect(letters).toHaveLength(2);
    expect(letters[0]).toMatchObject({ attempt: { result: { kind, why: 'it said no' } } });
  });

  it('keep the whole notice when nobody can say where it goes', async () => {
    const { announce, settle, letters } = deliveriesWith({
      planNotice: async () => {
        throw new TypeError('no routes');
      },
    });
    announce(aNotice());
    await settle(forever);
    expect(letters).toMatchObject([{ notice: aNotice(), caught: { Error: 'TypeError' } }]);
  });
});
