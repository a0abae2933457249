import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeDeliveries } from '../../lib/local/deliveries.ts';
import type { Listen, LocalEvent } from '../../lib/local/events.ts';
import { makeMachine } from '../../lib/local/machine.ts';
import type { LocalSteps } from '../../lib/local/steps.ts';
import type { DeliveryResult } from '../../lib/notification/delivery.ts';
import { type Clock, makeClock } from '../../lib/watch/ports/clock.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import { inShort, makeSteps } from '../support/local-steps.ts';
import { aFailureNotification, aNotification } from '../support/notifications.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

function deliveriesWith(
  overrides: Partial<LocalSteps> = {},
  clock: Clock = makeSkippingClock(),
  heard: Listen = () => {},
) {
  const steps = makeSteps(overrides);
  const events: LocalEvent[] = [];
  const on = (event: LocalEvent) => {
    events.push(event);
    heard(event);
  };
  const deliveries = makeDeliveries({ machine: makeMachine(sendNotification, { clock }), steps, clock, on });
  return { ...deliveries, deadLetters: steps.deadLetters, notified: () => events.map(inShort) };
}

/** A destination that asks to wait each time. */
const busy: LocalSteps['deliverNotification'] = async ({ delivery }) => ({
  delivery: { ...delivery, attempts: delivery.attempts + 1 },
  result: { kind: 'wait', seconds: 60, why: 'it was busy' },
});

/** A destination that never answers. */
const hanging: LocalSteps['deliverNotification'] = () => new Promise(() => {});

const forever = Number.POSITIVE_INFINITY;

describe('deliveries', () => {
  it('deliver a notification to every destination of its plan', async () => {
    const { announce, settle, notified, deadLetters } = deliveriesWith();
    expect(announce(aNotification())).toBe('started');
    await settle(forever);
    expect(notified().sort()).toEqual([
      'delivery chat delivered',
      'delivery hook delivered',
      'notification sdrs.job.succeeded',
    ]);
    expect(deadLetters).toEqual([]);
  });

  it('report what a route suppresses', async () => {
    const { announce, settle, notified } = deliveriesWith({
      planNotification: async () => ({
        deliveries: [],
        suppressed: [{ destination: 'chat', why: 'notified_before' }],
      }),
    });
    announce(aNotification());
    await settle(forever);
    expect(notified()).toEqual(['notification sdrs.job.succeeded', 'suppressed chat']);
  });

  it('deliver the same notification once, even if the first delivery was long ago', async () => {
    const { announce, settle, notified } = deliveriesWith();
    announce(aNotification());
    expect(announce(aNotification())).toBe('already');
    await settle(forever);
    expect(announce(aNotification())).toBe('already');
    expect(notified()).toHaveLength(3);
  });

  it('go by the id of a notification: another end of the same watch is the same', async () => {
    const { announce } = deliveriesWith();
    announce(aNotification());
    expect(announce(aFailureNotification())).toBe('already');
  });

  it('settle at once when there is nothing to deliver', async () => {
    const { settle, deadLetters } = deliveriesWith({}, makeClock());
    await settle(3_600);
    expect(deadLetters).toEqual([]);
  });

  it.each<[string, LocalSteps['deliverNotification'], string]>([
    ['waiting', busy, 'not delivered before the command ended; the last attempt met: it was busy'],
    ['hanging', hanging, 'not delivered before the command ended; the first attempt was not finished'],
  ])('keep each pending one once when patience is at its end: %s', async (_, deliverNotification, why) => {
    const attempted = Promise.withResolvers<void>();
    const { announce, settle, deadLetters, notified } = deliveriesWith(
      {
        deliverNotification: (input) => {
          if (input.delivery.destination === 'hook') setImmediate(attempted.resolve);
          return deliverNotification(input);
        },
      },
      makeClock(),
    );
    announce(aNotification());
    await attempted.promise;
    await settle(0);
    await settle(0);
    expect(deadLetters.map(({ attempt }) => attempt?.delivery.destination).sort()).toEqual(['chat', 'hook']);
    expect(deadLetters.map(({ attempt }) => attempt?.result)).toEqual([
      { kind: 'refused', why },
      { kind: 'refused', why },
    ]);
    expect(notified().filter((text) => text.startsWith('dead_letter'))).toHaveLength(2);
  });

  it.each<DeliveryResult>([
    { kind: 'delivered' },
    { kind: 'wait', seconds: 60, why: 'it was busy' },
    { kind: 'gone', why: 'archived' },
    { kind: 'refused', why: 'too long' },
  ])(
    'report nothing more of an attempt in flight once patience has ended, and save it once: $kind',
    async (result) => {
      const bothAsked = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<void>();
      const { announce, settle, deadLetters, notified } = deliveriesWith(
        {
          deliverNotification: async ({ delivery }) => {
            if (delivery.destination === 'hook') bothAsked.resolve();
            await answer.promise;
            return { delivery: { ...delivery, attempts: 1 }, result };
          },
        },
        makeClock(),
      );
      announce(aNotification());
      await bothAsked.promise;
      await settle(0);
      const notifiedAtTheEnd = notified();
      expect(notifiedAtTheEnd).toEqual([
        'notification sdrs.job.succeeded',
        'dead_letter chat',
        'dead_letter hook',
      ]);
      answer.resolve();
      for (let turn = 0; turn < 20; turn += 1) await nextTurn();
      expect(notified()).toEqual(notifiedAtTheEnd);
      expect(deadLetters).toHaveLength(2);
    },
  );

  it.each([0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30])(
    'keep a refused one once when patience ends %i microtasks after the refusal',
    async (microtasks) => {
      const hurry = new AbortController();
      const abortLater = async (event: LocalEvent) => {
        if (event.event !== 'delivery') return;
        for (let count = 0; count < microtasks; count += 1) await undefined;
        hurry.abort();
      };
      const { announce, settle, deadLetters } = deliveriesWith(
        {
          deliverNotification: async ({ delivery }) => ({
            delivery,
            result: { kind: 'gone', why: 'archived' },
          }),
        },
        makeClock(),
        abortLater,
      );
      announce(aNotification());
      await settle(3_600, hurry.signal);
      for (let turn = 0; turn < 20; turn += 1) await nextTurn();
      expect(deadLetters.map(({ attempt }) => attempt?.delivery.destination).sort()).toEqual([
        'chat',
        'hook',
      ]);
    },
  );

  it('report a dead letter that the machine was saving when patience ended', async () => {
    const bothKeeping = Promise.withResolvers<void>();
    const disk = Promise.withResolvers<string>();
    let keeping = 0;
    const { announce, settle, notified } = deliveriesWith(
      {
        deliverNotification: async ({ delivery }) => ({
          delivery,
          result: { kind: 'gone', why: 'archived' },
        }),
        saveDeadLetter: () => {
          keeping += 1;
          if (keeping === 2) bothKeeping.resolve();
          return disk.promise;
        },
      },
      makeClock(),
    );
    announce(aNotification());
    await bothKeeping.promise;
    const settled = settle(3_600, AbortSignal.abort()).then(() => notified().slice(-2));
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    disk.resolve('kept');
    expect(await settled).toEqual(['dead_letter chat', 'dead_letter hook']);
    expect(keeping).toBe(2);
  });

  it('are kept before their plan is made, when patience is at its end then', async () => {
    const { announce, settle, deadLetters } = deliveriesWith(
      { planNotification: () => new Promise(() => {}) },
      makeClock(),
    );
    announce(aNotification());
    await settle(0);
    expect(deadLetters).toEqual([
      { notification: aNotification(), caught: 'the command ended before its deliveries were planned' },
    ]);
  });

  it('are hurried by a signal', async () => {
    const { announce, settle, deadLetters } = deliveriesWith({ deliverNotification: hanging }, makeClock());
    announce(aNotification());
    const hurry = new AbortController();
    const settled = settle(3_600, hurry.signal);
    setImmediate(() => setImmediate(() => hurry.abort()));
    await settled;
    expect(deadLetters).toHaveLength(2);
  });

  it.each(['gone', 'refused'] as const)('that are %s are kept by the machine, once', async (kind) => {
    const { announce, settle, deadLetters } = deliveriesWith({
      deliverNotification: async ({ delivery }) => ({ delivery, result: { kind, why: 'it said no' } }),
    });
    announce(aNotification());
    await settle(forever);
    expect(deadLetters).toHaveLength(2);
    expect(deadLetters[0]).toMatchObject({ attempt: { result: { kind, why: 'it said no' } } });
  });

  it('keep the whole notification when nobody can say where it goes', async () => {
    const { announce, settle, deadLetters } = deliveriesWith({
      planNotification: async () => {
        throw new TypeError('no routes');
      },
    });
    announce(aNotification());
    await settle(forever);
    expect(deadLetters).toMatchObject([{ notification: aNotification(), caught: { Error: 'TypeError' } }]);
  });
});
