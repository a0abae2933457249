import { Configuration } from '../../lib/config/configuration.ts';
import { makeDeliveries } from '../../lib/local/deliveries.ts';
import { makeEngine } from '../../lib/local/engine.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { makeMachine } from '../../lib/local/machine.ts';
import { makeEnvironmentSecrets } from '../../lib/local/secrets.ts';
import { wireLocal } from '../../lib/local/wiring.ts';
import type { Outcome } from '../../lib/notification/notification.ts';
import { startReceiver } from '../../lib/simulator/receiver.ts';
import sendNotificationAsl from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import type { Stack } from './stack.ts';

/** What came of all that a stack's functions asked Step Functions for. */
export interface Came {
  /** The outcome of each watch by the name of its execution. */
  watches: Record<string, Outcome | undefined>;
  /** What a signed webhook got, oldest first: CloudEvents. */
  notified: { id: string; type: string; data: { job: Record<string, unknown>; [key: string]: unknown } }[];
  verified: boolean;
  /** Why messages were kept as ones that no watch can be made of. */
  bad: string[];
}

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/**
 * Plays every execution that was started to its end, and its notifications to their delivery. Nothing is
 * waited for.
 */
export async function outcomeOf({
  clock,
  simulator,
  watchJob,
  sendNotification,
  kept,
}: Stack): Promise<Came> {
  const receiver = await startReceiver({ secrets: [secret], now: clock.now });
  const configuration = Configuration.parse({
    accounts: [
      {
        id: 'otc-prod',
        cloud: 'otc',
        region: 'eu-de',
        project_id: simulator.projectId,
        endpoint: simulator.url,
        credentials: { kind: 'token', token: 'env:TOKEN' },
      },
    ],
    destinations: [{ id: 'hook', kind: 'webhook', url: receiver.url, sign: ['env:SECRET'] }],
  });
  const sandbox = wireLocal({
    configuration,
    accounts: configuration.accounts,
    clock,
    env: {},
    resolveSecret: makeEnvironmentSecrets({ TOKEN: simulator.issueToken(), SECRET: secret }),
    saveDeadLetter: async () => 'kept',
    store: makeInMemoryStore(clock.now),
  });
  const { steps } = sandbox;
  const on = () => {};
  const deliveries = makeDeliveries({
    machine: makeMachine(sendNotificationAsl, { clock }),
    steps,
    clock,
    on,
  });
  const engine = makeEngine({ steps, clock, on });
  try {
    for (const { name, input } of sendNotification.executions.values()) {
      deliveries.start({ name, input: JSON.parse(input) });
    }
    await deliveries.settle(Number.POSITIVE_INFINITY);
    const watches: Came['watches'] = {};
    for (const { name, input } of watchJob.executions.values()) {
      watches[name] = await engine.watch({ id: name, request: JSON.parse(input) });
    }
    await engine.settle(Number.POSITIVE_INFINITY);
    const { received } = receiver;
    return {
      watches,
      notified: received.map(({ body }) => JSON.parse(body)),
      verified: received.every(({ verified }) => verified),
      bad: kept.bad.map(({ reason }) => reason),
    };
  } finally {
    await Promise.all([sandbox.close(), receiver.close()]);
  }
}
