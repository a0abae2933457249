import { mannersOf, readersOf } from '../channels/registry.ts';
import { makeAskJob } from '../cloud/ask-job.ts';
import type { Configuration } from '../config/configuration.ts';
import { makeProcessHolder } from '../desk/process-holder.ts';
import type { DeskSteps } from '../desk/steps.ts';
import { makeSendHttp } from '../http/send.ts';
import type { NoticeType } from '../notice/notice.ts';
import { wantedProgress } from '../notice/route.ts';
import type { Account } from '../watch/account.ts';
import type { Clock } from '../watch/clock.ts';
import { deliverNotice } from '../watch/deliver-notice.ts';
import { makeDeliveryMemory } from '../watch/delivery-memory.ts';
import { lookAtJob } from '../watch/look-at-job.ts';
import { planNotice } from '../watch/plan-notice.ts';
import type { AskJob, ResolveSecret } from '../watch/ports.ts';
import type { Records } from '../watch/records.ts';
import { reportLostWatch } from '../watch/report-lost-watch.ts';
import { makeDeskDelivery } from './desk-delivery.ts';
import { proxyOf } from './proxy.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the desk's steps are made of. */
export interface DeskWiring {
  configuration: Configuration;
  accounts: readonly Account[];
  resolveSecret: ResolveSecret;
  keepDeadLetter: DeskSteps['keepDeadLetter'];
  /** What is remembered from one run to the next. */
  records: Records;
  clock: Clock;
  env: Env;
  /** Ends deliveries that are under way: what they were to bring is kept. */
  signal?: AbortSignal | undefined;
}

/** What a person at the desk hears of, whatever the routes say. */
const toldAtTheDesk: readonly NoticeType[] = ['sdrs.watch.cannot_ask', 'sdrs.job.unknown_status'];

/** The desk's steps on the real adapters, the port that asks the cloud, and a way to close their connections. */
export function wireDesk(wiring: DeskWiring): {
  steps: DeskSteps;
  askJob: AskJob;
  close: () => Promise<void>;
} {
  const { configuration, accounts, resolveSecret, keepDeadLetter, records, clock, env } = wiring;
  const { destinations, routes, polling } = configuration;
  const { now } = clock;
  const proxy = proxyOf(env);
  const cloud = makeSendHttp({ addresses: 'any', proxy });
  const channels = makeDeskDelivery({ configuration, resolveSecret, clock, env, signal: wiring.signal });
  const askJob = makeAskJob({ send: cloud.send, resolveSecret, now });
  // A store that cannot be reached costs a message that comes twice; the deliveries tell themselves how they go.
  const onTrouble = () => {};
  const holder = makeProcessHolder();
  const memory = makeDeliveryMemory(records, onTrouble, holder);
  const wanted = new Set([...toldAtTheDesk, ...wantedProgress(routes)]);
  const steps: DeskSteps = {
    lookAtJob: (input, beganAt) => lookAtJob(input, { askJob, accounts, polling, wanted, now, beganAt }),
    planNotice: (input) =>
      planNotice(input, {
        routes,
        destinations: readersOf(destinations),
        records,
        holder,
        lasting: false,
        onTrouble,
        now,
      }),
    deliverNotice: (input) =>
      deliverNotice(input, {
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
