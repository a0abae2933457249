import { makeAttemptDelivery } from '../../../lib/channels/attempt-delivery.ts';
import { mannersOf, readersOf } from '../../../lib/channels/channels.ts';
import { Destination } from '../../../lib/channels/destination.ts';
import { makeDeliveries } from '../../../lib/local/deliveries.ts';
import type { LocalEvent } from '../../../lib/local/events.ts';
import { makeInMemoryStore } from '../../../lib/local/in-memory-store.ts';
import { makeMachine } from '../../../lib/local/machine.ts';
import { makeEnvironmentSecrets } from '../../../lib/local/secrets.ts';
import type { LocalSteps } from '../../../lib/local/steps.ts';
import type { Notification } from '../../../lib/notification/notification.ts';
import { Route } from '../../../lib/notification/route.ts';
import { deliverNotification } from '../../../lib/watch/delivery/deliver-notification.ts';
import { makeDeliveryMemory } from '../../../lib/watch/delivery/delivery-memory.ts';
import { planNotification } from '../../../lib/watch/delivery/plan-notification.ts';
import { makeOwner } from '../../../lib/watch/ports/owner.ts';
import type { DeadLetter, PlanOutput } from '../../../lib/workflow/contracts.ts';
import sendNotification from '../../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import { brokenStore } from '../../support/store.ts';
import { makeSpoil } from '../faulty-steps.ts';
import { makeOrderlyClock, type OrderlyClock } from '../orderly-clock.ts';
import { makeStateBytes } from '../state-bytes.ts';
import { inForce, type wayFaults } from '../story.ts';
import { notificationsOf, routesOf } from './notifications-of.ts';
import { type Arrived, type PretendVendor, startVendor, type VendorFault } from './pretend-vendor.ts';
import { type DestinationId, destinationIds, type Scenario } from './scenario.ts';
import { makeVendorSend } from './vendor-send.ts';
import { signingOf, vendorSecrets, vendors } from './vendors.ts';

/** What was planned for a notification, and when; a plan that is made again has the same deliveries. */
export interface Planned {
  notification: Notification;
  plan: PlanOutput;
  atMs: number;
}

/** Everything that was seen of one scenario. */
export interface Observation {
  notifications: Notification[];
  planned: Planned[];
  events: LocalEvent[];
  deadLetters: DeadLetter[];
  arrived: Record<DestinationId, readonly Arrived[]>;
  /** What the steps took, gave and threw, and what the store holds. */
  heard: unknown[];
  /** The longest that went into or came out of each state, in bytes. */
  stateBytes: ReadonlyMap<string, number>;
  secrets: readonly string[];
  startMs: number;
}

/**
 * Plays a scenario: the deployed send-notification, real plans, channels and client, pretend vendors over
 * loopback, and no waiting.
 */
export async function runScenario(scenario: Scenario): Promise<Observation> {
  const clock = makeOrderlyClock(scenario.startMs);
  const faultNow = (id: DestinationId) => inForce(scenario.faults[id], secondsInto(scenario, clock))?.fault;
  const places = await startVendors(scenario, clock, faultNow);
  const http = makeVendorSend({ kinds: scenario.kinds, places, faultNow });
  const destinations = destinationIds.map((id) => Destination.parse(configOf(scenario, id)));
  const store = scenario.store === 'down' ? brokenStore : makeInMemoryStore(clock.now);
  const attemptDelivery = makeAttemptDelivery({
    send: http.send,
    now: clock.now,
    destinations,
    resolveSecret: makeEnvironmentSecrets(secretsOf(scenario, places)),
    signAws: async ({ headers }) => headers,
  });
  const deadLetters: DeadLetter[] = [];
  const planned: Planned[] = [];
  const events: LocalEvent[] = [];
  const heard: unknown[] = [];
  const spoil = makeSpoil({ clock, planned: scenario.steps, heard: (_step, what) => heard.push(what) });
  const memory = makeDeliveryMemory(store, () => {}, makeOwner('story'));
  const planPorts = {
    routes: routesOf(scenario).map((route) => Route.parse(route)),
    destinations: readersOf(destinations),
    store,
    owner: makeOwner('story'),
    onTrouble: () => {},
    now: clock.now,
    // In turn as in the cloud and as locally.
    lasting: scenario.seed % 2 === 0,
  };
  const deliverPorts = { attemptDelivery, mannerOf: mannersOf(destinations), memory, now: clock.now };
  const steps: Pick<LocalSteps, 'planNotification' | 'deliverNotification' | 'saveDeadLetter'> = {
    planNotification: spoil('planNotification', async (input) => {
      const plan = await planNotification(input, planPorts);
      planned.push({ notification: input.notification, plan, atMs: clock.now() });
      return plan;
    }),
    deliverNotification: spoil('deliverNotification', (input) => deliverNotification(input, deliverPorts)),
    saveDeadLetter: spoil('saveDeadLetter', async (deadLetter) => {
      deadLetters.push(deadLetter);
      return 'kept';
    }),
  };
  const states = makeStateBytes();
  const deliveries = makeDeliveries({
    machine: makeMachine(sendNotification, { clock, passed: states.passed }),
    steps,
    clock,
    on: (event) => events.push(event),
  });
  const notifications = notificationsOf(scenario);
  try {
    for (const notification of notifications) {
      await clock.sleep((Date.parse(notification.time) - clock.now()) / 1_000);
      deliveries.announce(notification);
    }
    await deliveries.settle(Number.POSITIVE_INFINITY);
    const arrived = { team: places.team.arrived, hook: places.hook.arrived, reserve: places.reserve.arrived };
    const stateBytes = await states.all();
    return {
      notifications,
      planned,
      events,
      deadLetters,
      arrived,
      heard,
      stateBytes,
      secrets: vendorSecrets,
      startMs: scenario.startMs,
    };
  } finally {
    await http.close();
    await Promise.all(Object.values(places).map(({ close }) => close()));
  }
}

const secondsInto = ({ startMs }: Scenario, clock: OrderlyClock): number => (clock.now() - startMs) / 1_000;

type Places = Record<DestinationId, PretendVendor>;

async function startVendors(
  { kinds }: Scenario,
  clock: OrderlyClock,
  faultNow: (id: DestinationId) => VendorFault | (typeof wayFaults)[number] | undefined,
): Promise<Places> {
  const start = (id: DestinationId) =>
    startVendor(vendors[kinds[id]], {
      now: clock.now,
      faultNow: () => exceptWays(faultNow(id)),
    });
  const [team, hook, reserve] = await Promise.all([start('team'), start('hook'), start('reserve')]);
  return { team, hook, reserve };
}

const exceptWays = (fault: VendorFault | (typeof wayFaults)[number] | undefined): VendorFault | undefined =>
  fault === 'connection-refused' || fault === 'no-dns' ? undefined : fault;

const addressAt = (id: DestinationId): string => `ADDRESS_${id.toUpperCase()}`;
const signingAt = (id: DestinationId): string => `SIGNING_${id.toUpperCase()}`;

function configOf({ kinds, mode }: Scenario, id: DestinationId): object {
  const references = { address: `env:${addressAt(id)}`, signing: `env:${signingAt(id)}` };
  const grows = id === 'team' && mode !== 'new';
  return { id, ...vendors[kinds[id]].config(references), ...(grows && { mode }) };
}

const secretsOf = ({ kinds }: Scenario, places: Places): Record<string, string> =>
  Object.fromEntries(
    destinationIds.flatMap((id) => [
      [addressAt(id), vendors[kinds[id]].secretAt(places[id].origin)],
      [signingAt(id), signingOf(kinds[id])],
    ]),
  );
