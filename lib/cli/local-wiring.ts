import { mannersOf, readersOf } from '../channels/registry.ts';
import { makeAskJob } from '../cloud/ask-job.ts';
import type { Configuration } from '../config/configuration.ts';
import { makeSendHttp } from '../http/send.ts';
import { makeProcessOwner } from '../local/process-owner.ts';
import type { LocalSteps } from '../local/steps.ts';
import type { NotificationType } from '../notification/notification.ts';
import { wantedProgress } from '../notification/route.ts';
import type { Account } from '../watch/account.ts';
import type { Clock } from '../watch/clock.ts';
import { deliverNotification } from '../watch/deliver-notification.ts';
import { makeDeliveryMemory } from '../watch/delivery-memory.ts';
import { planNotification } from '../watch/plan-notification.ts';
import { pollJob } from '../watch/poll-job.ts';
import type { AskJob, ResolveSecret } from '../watch/ports.ts';
import { reportLostWatch } from '../watch/report-lost-watch.ts';
import type { KeyValueStore } from '../watch/store.ts';
import { makeLocalDelivery } from './local-delivery.ts';
import { proxyOf } from './proxy.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the local run's steps are made of. */
export interface LocalWiring {
  configuration: Configuration;
  accounts: readonly Account[];
  resolveSecret: ResolveSecret;
  keepDeadLetter: LocalSteps['keepDeadLetter'];
  /** What is remembered from one run to the next. */
  store: KeyValueStore;
  clock: Clock;
  env: Env;
  /** Ends deliveries that are under way: what they were to bring is kept. */
  signal?: AbortSignal | undefined;
}

/** What a person locally hears of, whatever the routes say. */
const notifiedLocally: readonly NotificationType[] = ['sdrs.watch.cannot_ask', 'sdrs.job.unknown_status'];

/** The local run's steps on the real adapters, the port that asks the cloud, and a way to close their connections. */
export function wireLocal(wiring: LocalWiring): {
  steps: LocalSteps;
  askJob: AskJob;
  close: () => Promise<void>;
} {
  const { configuration, accounts, resolveSecret, keepDeadLetter, store, clock, env } = wiring;
  const { destinations, routes, polling } = configuration;
  const { now } = clock;
  const proxy = proxyOf(env);
  const cloud = makeSendHttp({ addresses: 'any', proxy });
  const channels = makeLocalDelivery({ configuration, resolveSecret, clock, env, signal: wiring.signal });
  const askJob = makeAskJob({ send: cloud.send, resolveSecret, now });
  // A store that cannot be reached costs a message that comes twice; the deliveries tell themselves how they go.
  const onTrouble = () => {};
  const owner = makeProcessOwner();
  const memory = makeDeliveryMemory(store, onTrouble, owner);
  const wanted = new Set([...notifiedLocally, ...wantedProgress(routes)]);
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
    keepDeadLetter,
  };
  return {
    steps,
    askJob,
    close: async () => {
      await Promise.all([cloud.close(), channels.close()]);
    },
  };
}
