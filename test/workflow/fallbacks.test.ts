import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDeliveries } from '../../lib/local/deliveries.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { makeMachine } from '../../lib/local/machine.ts';
import type { ChannelAnswer } from '../../lib/notification/delivery.ts';
import { Route } from '../../lib/notification/route.ts';
import { deliverNotification } from '../../lib/watch/delivery/deliver-notification.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery/delivery-memory.ts';
import { planNotification } from '../../lib/watch/delivery/plan-notification.ts';
import { makeOwner } from '../../lib/watch/ports/owner.ts';
import type { DeadLetter, PlanInput } from '../../lib/workflow/contracts.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import { makeOrderlyClock } from '../stories/orderly-clock.ts';
import { aFailureNotification } from '../support/notifications.ts';

const ids = ['slack', 'email', 'teams', 'pager'] as const;
type Id = (typeof ids)[number];
type Verdict = Extract<ChannelAnswer['kind'], 'delivered' | 'refused' | 'gone' | 'try_again'>;
/** What each destination answers to one attempt after the other, the last for ever. */
type Answers = Partial<Record<Id, readonly Verdict[]>>;

const night = Date.parse('2026-03-02T01:00:00.000Z');
const notification = aFailureNotification({ time: new Date(night).toISOString() });
const quiet = (to: string, afterwards: 'each' | 'digest') => ({ from: '00:00', to, zone: 'UTC', afterwards });

/**
 * Destinations that people send a notification to, on the deployed machine and with the real plan, deliveries
 * and memory.
 */
function office(routes: readonly object[], answers: Answers) {
  const clock = makeOrderlyClock(night);
  const store = makeInMemoryStore(clock.now);
  const owner = makeOwner('test');
  const onTrouble = (error: unknown) => {
    throw error;
  };
  const attempts: { destination: string; answer: Verdict; atMs: number }[] = [];
  const letters: DeadLetter[] = [];
  const planPorts = {
    routes: routes.map((route) => Route.parse(route)),
    destinations: ids.map((id) => ({ id, readers: 'people' as const, pages: false })),
    store,
    owner,
    onTrouble,
    lasting: true,
    now: clock.now,
  };
  const answerOf = (destination: string): Verdict => {
    const all = new Map<string, readonly Verdict[]>(Object.entries(answers)).get(destination) ?? [];
    const made = attempts.filter((attempt) => attempt.destination === destination).length;
    return all[made] ?? all.at(-1) ?? 'delivered';
  };
  const deliverPorts = {
    attemptDelivery: async ({ destination }: { destination: string }) => {
      const answer = answerOf(destination);
      attempts.push({ destination, answer, atMs: clock.now() });
      return { answer: answer === 'delivered' ? { kind: answer } : { kind: answer, why: 'no' } };
    },
    mannerOf: () => ({ schedule: 'chat', mode: 'new' }) as const,
    memory: makeDeliveryMemory(store, onTrouble, owner),
    now: clock.now,
  };
  return {
    attempts,
    letters,
    send: async (input: PlanInput) => {
      const deliveries = makeDeliveries({
        machine: makeMachine(sendNotification, { clock }),
        clock,
        on: () => undefined,
        steps: {
          planNotification: () => planNotification(input, planPorts),
          deliverNotification: (attempt) => deliverNotification(attempt, deliverPorts),
          saveDeadLetter: async (letter) => {
            letters.push(letter);
            return 'kept';
          },
        },
      });
      deliveries.announce(input.notification);
      await deliveries.settle(Number.POSITIVE_INFINITY);
    },
    taken: () =>
      attempts.filter(({ answer }) => answer === 'delivered').map(({ destination }) => destination),
    givenUp: () => letters.map(({ attempt }) => attempt?.delivery.destination),
  };
}

const twoRoutes = [{ to: ['slack'], fallback: 'email' }, { to: ['email'] }];

describe('a destination that is also the fallback of another', () => {
  it('gets one notification where the other refuses it', async () => {
    const { send, taken, givenUp } = office(twoRoutes, { slack: ['refused'] });
    await send({ notification });
    expect(taken()).toEqual(['email']);
    expect(givenUp()).toEqual(['slack']);
  });

  it('has a dead letter of its own where it refuses too, and both can be sent again', async () => {
    const answers = { slack: ['refused', 'delivered'], email: ['refused', 'delivered'] } as const;
    const { send, letters, taken, givenUp } = office(twoRoutes, answers);
    await send({ notification });
    expect(givenUp().sort()).toEqual(['email', 'slack']);
    for (const { attempt } of letters.splice(0)) await send({ notification, again: attempt!.delivery });
    expect(taken().sort()).toEqual(['email', 'slack']);
    expect(letters).toEqual([]);
  });

  it('is told at once though its own quiet hours last, and not again after them', async () => {
    const routes = [twoRoutes[0]!, { to: ['email'], quiet: quiet('07:00', 'each') }];
    const { send, attempts, taken } = office(routes, { slack: ['refused'] });
    await send({ notification });
    expect(taken()).toEqual(['email']);
    expect(attempts.map(({ atMs }) => atMs)).toEqual([night, night]);
  });
});

it('two destinations with one fallback bring it one notification', async () => {
  const routes = [{ to: ['slack', 'teams'], fallback: 'email' }];
  const { send, letters, taken, givenUp } = office(routes, { slack: ['refused'], teams: ['gone'] });
  await send({ notification });
  expect(taken()).toEqual(['email']);
  expect(givenUp().sort()).toEqual(['slack', 'teams']);
  for (const { attempt } of letters.splice(0)) await send({ notification, again: attempt!.delivery });
  expect(taken()).toEqual(['email']);
});

const id = fc.constantFrom(...ids);
const someIds = fc.uniqueArray(id, { minLength: 1, maxLength: 3 });
const anyRoute = fc.record(
  {
    to: someIds,
    fallback: id,
    quiet: fc.constantFrom(quiet('02:00', 'each'), quiet('07:00', 'each'), quiet('07:00', 'digest')),
  },
  { requiredKeys: ['to'] },
);
const verdicts = fc.array(fc.constantFrom<Verdict>('delivered', 'refused', 'gone', 'try_again'), {
  maxLength: 3,
});
const anyAnswers = fc.record({ slack: verdicts, email: verdicts, teams: verdicts, pager: verdicts });

it('whatever the routes, nobody is told twice, and whoever is not told has a dead letter and a told fallback', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRoute, { minLength: 1, maxLength: 3 }),
      anyAnswers,
      async (routes, answers) => {
        const { send, taken, givenUp } = office(routes, answers);
        await send({ notification });
        expect(new Set(taken()).size).toBe(taken().length);
        const known = new Set([...taken(), ...givenUp()]);
        for (const { to, fallback } of routes) {
          expect([...known]).toEqual(expect.arrayContaining(to));
          const isOwed =
            fallback !== undefined && to.some((one) => isOnlyRoute(one, routes) && !taken().includes(one));
          if (isOwed) expect([...known]).toContain(fallback);
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** A destination of several routes is told by one of them, with its fallback. */
const isOnlyRoute = (destination: Id, routes: readonly { to: readonly Id[] }[]): boolean =>
  routes.filter(({ to }) => to.includes(destination)).length === 1;
