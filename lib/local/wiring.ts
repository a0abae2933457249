import { mannersOf, readersOf } from '../channels/channels.ts';
import { makeAskJob } from '../cloud/ask-job.ts';
import type { Configuration } from '../config/configuration.ts';
import { makeSendHttp } from '../http/send.ts';
import type { NotificationType } from '../notification/notification.ts';
import { wantedProgress } from '../notification/route.ts';
import type { Account } from '../watch/account.ts';
import { deliverNotification } from '../watch/delivery/deliver-notification.ts';
import { makeDeliveryMemory } from '../watch/delivery/delivery-memory.ts';
import { planNotification } from '../watch/delivery/plan-notification.ts';
import { pollJob } from '../watch/poll-job.ts';
import type { AskJob } from '../watch/ports/ask-job.ts';
import type { Clock } from '../watch/ports/clock.ts';
import type { KeyValueStore } from '../watch/ports/key-value-store.ts';
import type { ResolveSecret } from '../watch/ports/secret.ts';
import { reportLostWatch } from '../watch/report-lost-watch.ts';
import { makeLocalDelivery } from './attempt-delivery.ts';
import { makeProcessOwner } from './process-owner.ts';
import { proxyOf } from './proxy.ts';
import type { LocalSteps } from './steps.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The parts that the steps of the local run are made of. */
export interface LocalWiring {
  configuration: Configuration;
  accounts: readonly Account[];
  resolveSecret: ResolveSecret;
  saveDeadLetter: LocalSteps['saveDeadLetter'];
  /** Records deliveries from one run to the next. */
  store: KeyValueStore;
  clock: Clock;
  env: Env;
  /** Cancels deliveries in flight; their notifications become dead letters. */
  signal?: AbortSignal | undefined;
}

/** Notifications that the terminal shows even if no route asks for them. */
const shownLocally: readonly NotificationType[] = ['sdrs.watch.cannot_ask', 'sdrs.job.unknown_status'];

/** Builds the steps of the local run on the real adapters. `close` ends their connections. */
export function wireLocal(wiring: LocalWiring): {
  steps: LocalSteps;
  askJob: AskJob;
  close: () => Promise<void>;
} {
  const { configuration, accounts, resolveSecret, saveDeadLetter, store, clock, env } = wiring;
  const { destinations, routes, polling } = configuration;
  const { now } = clock;
  const proxy = proxyOf(env);
  const cloud = makeSendHttp({ addresses: 'any', proxy });
  const channels = makeLocalDelivery({ configuration, resolveSecret, clock, env, signal: wiring.signal });
  const askJob = makeAskJob({ send: cloud.send, resolveSecret, now });
  // If the store is down, the worst case is a duplicate message, so this is not reported.
  const onTrouble = () => {};
  const owner = makeProcessOwner();
  const memory = makeDeliveryMemory(store, onTrouble, owner);
  const wanted = new Set([...shownLocally, ...wantedProgress(routes)]);
  const steps: LocalSteps = {
    pollJob: (input, beganAt) => pollJob(input, { askJob, accounts, polling, wanted, now, beganAt }),
    planNotification: (input) =>
      planNotification(input, {
        routes,
        destinations: readersOf(destinations),
        store,
        owner,
        lasting: false,
        onTrouble,
        now,
      }),
    deliverNotification: (input) =>
      deliverNotification(input, {
        attemptDelivery: channels.attemptDelivery,
        mannerOf: mannersOf(destinations),
        memory,
        now,
      }),
    reportLostWatch: (input, announce) => reportLostWatch(input, { announce, accounts, now }),
    saveDeadLetter,
  };
  return {
    steps,
    askJob,
    close: async () => {
      await Promise.all([cloud.close(), channels.close()]);
    },
  };
}
