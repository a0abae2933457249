import { makeAwsSecrets } from '../../lib/aws/secrets.ts';
import { makeSignAwsRequest } from '../../lib/aws/sign-request.ts';
import { makeAttemptDelivery } from '../../lib/channels/attempt-delivery.ts';
import { mannersOf } from '../../lib/channels/channels.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { readEnv, StoreEnv } from '../../lib/lambda/env.ts';
import { makeCount } from '../../lib/lambda/metrics.ts';
import { wireStore } from '../../lib/lambda/store.ts';
import type { DeliverPorts } from '../../lib/watch/delivery/deliver-notification.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery/delivery-memory.ts';

/**
 * Wires deliver-notification. Notifications go only to public addresses, on port 443 and the configured
 * ports, never into the function's own network.
 */
export async function wireDeliverNotification(host: Host): Promise<DeliverPorts> {
  const { now } = host;
  const env = readEnv(StoreEnv, host.env);
  const { destinations, ports } = await readBundledConfiguration(env);
  const { send } = makeSendHttp({ addresses: 'public', ports });
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const { store, onTrouble, owner } = wireStore(env, host);
  return {
    attemptDelivery: makeAttemptDelivery({
      send,
      now,
      destinations,
      resolveSecret: makeAwsSecrets(now),
      signAws: makeSignAwsRequest(),
    }),
    mannerOf: mannersOf(destinations),
    memory: makeDeliveryMemory(store, onTrouble, owner),
    onResult: (destination, { kind }) => {
      const channel = destinations.find(({ id }) => id === destination)?.kind ?? 'unknown';
      count(metrics[kind], { dimension: { name: 'kind', value: channel } });
    },
    now,
  };
}

/** The metric for each result of an attempt. */
const metrics = { delivered: 'Delivered', wait: 'TriedAgain', refused: 'Refused', gone: 'Gone' } as const;
