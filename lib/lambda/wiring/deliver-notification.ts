import { makeAwsSecrets } from '../../aws/secrets.ts';
import { makeSignAwsRequest } from '../../aws/sign-request.ts';
import { makeAttemptDelivery } from '../../channels/attempt-delivery.ts';
import { type Destination, mannersOf } from '../../channels/registry.ts';
import { makeSendHttp } from '../../http/send.ts';
import type { DeliverPorts } from '../../watch/deliver-notification.ts';
import { makeDeliveryMemory } from '../../watch/delivery-memory.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { readEnv, StoreEnv } from '../env.ts';
import { type Count, makeCount } from '../metrics.ts';
import { wireStore } from './store.ts';

/** What deliver-notification needs. Notifications leave for the public internet only, to port 443 and those of the configuration: never for the network that the function stands in. */
export async function wireDeliverNotification(host: Host): Promise<DeliverPorts> {
  const { now } = host;
  const env = readEnv(StoreEnv, host.env);
  const { destinations, ports } = await readBundledConfiguration(env);
  const { send } = makeSendHttp({ addresses: 'public', ports });
  const { store, onTrouble, owner } = wireStore(env, host);
  return {
    attemptDelivery: makeAttemptDelivery({
      ...{ send, now, destinations },
      resolveSecret: makeAwsSecrets(now),
      signAws: makeSignAwsRequest(),
    }),
    mannerOf: mannersOf(destinations),
    memory: makeDeliveryMemory(store, onTrouble, owner),
    onResult: makeCountResults(makeCount(env.POWERTOOLS_SERVICE_NAME), destinations),
    now,
  };
}

/** Counts how attempts end, by kind of channel. */
function makeCountResults(count: Count, destinations: readonly Destination[]): DeliverPorts['onResult'] {
  const kindOf = new Map(destinations.map(({ id, kind }) => [id, kind]));
  const names = { delivered: 'Delivered', wait: 'TriedAgain', refused: 'Refused', gone: 'Gone' } as const;
  return (destination, { kind }) =>
    count(names[kind], { dimension: { name: 'kind', value: kindOf.get(destination) ?? 'unknown' } });
}
