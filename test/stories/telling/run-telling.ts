import { setTimeout } from 'node:timers/promises';
import { makeAttemptDelivery } from '../../../lib/channels/attempt-delivery.ts';
import { Destination, mannersOf, readersOf } from '../../../lib/channels/registry.ts';
import { makeDeliveries } from '../../../lib/desk/deliveries.ts';
import { makeEnvironmentSecrets } from '../../../lib/desk/environment-secrets.ts';
import type { DeskEvent } from '../../../lib/desk/events.ts';
import { makeMachine } from '../../../lib/desk/machine.ts';
import { makeRecordsInMemory } from '../../../lib/desk/records-in-memory.ts';
import type { DeskSteps } from '../../../lib/desk/steps.ts';
import type { Notice } from '../../../lib/notice/notice.ts';
import { Route } from '../../../lib/notice/route.ts';
import { deliverNotice } from '../../../lib/watch/deliver-notice.ts';
import { makeDeliveryMemory } from '../../../lib/watch/delivery-memory.ts';
import { makeHolder } from '../../../lib/watch/holder.ts';
import { planNotice } from '../../../lib/watch/plan-notice.ts';
import type { DeadLetter, PlanOutput } from '../../../lib/workflow/contracts.ts';
import sendNotice from '../../../lib/workflow/send-notice.asl.json' with { type: 'json' };
import { brokenRecords } from '../../support/records.ts';
import { makeSpoil } from '../faulty-steps.ts';
import { makeOrderlyClock, type OrderlyClock } from '../orderly-clock.ts';
import { makeStateBytes } from '../state-bytes.ts';
import { inForce, type wayFaults } from '../story.ts';
import { noticesOf, routesOf } from './notices-of.ts';
import { type Arrived, type PretendVendor, startVendor, type VendorFault } from './pretend-vendor.ts';
import { type DestinationId, destinationIds, type Telling } from './telling.ts';
import { makeVendorSend } from './vendor-send.ts';
import { signingOf, vendorSecrets, vendors } from './vendors.ts';

/** What was planned for a notice, and when; a plan that is made again has the same deliveries. */
export interface Planned {
  notice: Notice;
  plan: PlanOutput;
  atMs: number;
}

/** Everything that was seen of one telling. */
export interface Told {
  notices: Notice[];
  planned: Planned[];
  events: DeskEvent[];
  letters: DeadLetter[];
  arrived: Record<DestinationId, readonly Arrived[]>;
  /** What the steps took, gave and threw, and what the store holds. */
  heard: unknown[];
  /** The longest that went into or came out of each state, in bytes. */
  stateBytes: ReadonlyMap<string, number>;
  secrets: readonly string[];
  startMs: number;
}

const dripMs = 20;
const pause = () => setTimeout(dripMs);

/** Plays a telling: the deployed send-notice, real plans, channels and client, pretend vendors over loopback, and no waiting. */
export async function runTelling(telling: Telling): Promise<Told> {
  const clock = makeOrderlyClock(telling.startMs);
  const faultNow = (id: DestinationId) => inForce(telling.faults[id], secondsInto(telling, clock))?.fault;
  const places = await startVendors(telling, clock, faultNow);
  const http = makeVendorSend({ kinds: telling.kinds, places, faultNow });
  const destinations = destinationIds.map((id) => Destination.parse(configOf(telling, id)));
  const records = telling.records === 'down' ? brokenRecords : makeRecordsInMemory(clock.now);
  const attemptDelivery = makeAttemptDelivery({
    ...{ send: http.send, now: clock.now, destinations },
    resolveSecret: makeEnvironmentSecrets(secretsOf(telling, places)),
    signAws: async ({ headers }) => headers,
  });
  const letters: DeadLetter[] = [];
  const planned: Planned[] = [];
  const events: DeskEvent[] = [];
  const heard: unknown[] = [];
  const spoil = makeSpoil({ clock, planned: telling.steps, heard: (_step, what) => heard.push(what) });
  const memory = makeDeliveryMemory(records, () => {}, makeHolder('story'));
  const planPorts = {
    ...{
      routes: routesOf(telling).map((route) => Route.parse(route)),
      destinations: readersOf(destinations),
    },
    ...{ records, holder: makeHolder('story'), onTrouble: () => {}, now: clock.now },
    // In turn as in the cloud and as at the desk.
    lasting: telling.seed % 2 === 0,
  };
  const deliverPorts = { attemptDelivery, mannerOf: mannersOf(destinations), memory, now: clock.now };
  const steps: Pick<DeskSteps, 'planNotice' | 'deliverNotice' | 'keepDeadLetter'> = {
    planNotice: spoil('planNotice', async (input) => {
      const plan = await planNotice(input, planPorts);
      planned.push({ notice: input.notice, plan, atMs: clock.now() });
      return plan;
    }),
    deliverNotice: spoil('deliverNotice', (input) => deliverNotice(input, deliverPorts)),
    keepDeadLetter: spoil('keepDeadLetter', async (letter) => {
      letters.push(letter);
      return 'kept';
    }),
  };
  const states = makeStateBytes();
  const deliveries = makeDeliveries({
    ...{ machine: makeMachine(sendNotice, { clock, passed: states.passed }), steps, clock },
    on: (event) => events.push(event),
  });
  const notices = noticesOf(telling);
  try {
    for (const notice of notices) {
      await clock.sleep((Date.parse(notice.time) - clock.now()) / 1_000);
      deliveries.announce(notice);
    }
    await deliveries.settle(Number.POSITIVE_INFINITY);
    const arrived = { team: places.team.arrived, hook: places.hook.arrived, reserve: places.reserve.arrived };
    const stateBytes = await states.all();
    return {
      ...{ notices, planned, events, letters, arrived, heard, stateBytes },
      ...{ secrets: vendorSecrets, startMs: telling.startMs },
    };
  } finally {
    await http.close();
    await Promise.all(Object.values(places).map(({ close }) => close()));
  }
}

const secondsInto = ({ startMs }: Telling, clock: OrderlyClock): number => (clock.now() - startMs) / 1_000;

type Places = Record<DestinationId, PretendVendor>;

async function startVendors(
  { kinds }: Telling,
  clock: OrderlyClock,
  faultNow: (id: DestinationId) => VendorFault | (typeof wayFaults)[number] | undefined,
): Promise<Places> {
  const start = (id: DestinationId) =>
    startVendor(vendors[kinds[id]], {
      ...{ now: clock.now, pause },
      faultNow: () => exceptWays(faultNow(id)),
    });
  const [team, hook, reserve] = await Promise.all([start('team'), start('hook'), start('reserve')]);
  return { team, hook, reserve };
}

const exceptWays = (fault: VendorFault | (typeof wayFaults)[number] | undefined): VendorFault | undefined =>
  fault === 'connection-refused' || fault === 'no-dns' ? undefined : fault;

const addressAt = (id: DestinationId): string => `ADDRESS_${id.toUpperCase()}`;
const signingAt = (id: DestinationId): string => `SIGNING_${id.toUpperCase()}`;

function configOf({ kinds, mode }: Telling, id: DestinationId): object {
  const references = { address: `env:${addressAt(id)}`, signing: `env:${signingAt(id)}` };
  const grows = id === 'team' && mode !== 'new';
  return { id, ...vendors[kinds[id]].config(references), ...(grows && { mode }) };
}

const secretsOf = ({ kinds }: Telling, places: Places): Record<string, string> =>
  Object.fromEntries(
    destinationIds.flatMap((id) => [
      [addressAt(id), vendors[kinds[id]].secretAt(places[id].origin)],
      [signingAt(id), signingOf(kinds[id])],
    ]),
  );
