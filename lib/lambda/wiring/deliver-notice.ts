import { makeAwsSecrets } from '../../aws/secrets.ts';
import { makeAttemptDelivery } from '../../channels/attempt-delivery.ts';
import { schedulesOf } from '../../channels/registry.ts';
import { makeSendHttp } from '../../http/send.ts';
import type { DeliverPorts } from '../../watch/deliver-notice.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { ConfiguredEnv, readEnv } from '../env.ts';

/** What deliver-notice needs. Notices leave for the public internet only: never for the network that the function stands in. */
export async function wireDeliverNotice({ env, now }: Host): Promise<DeliverPorts> {
  const { destinations } = await readBundledConfiguration(readEnv(ConfiguredEnv, env));
  const { send } = makeSendHttp({ addresses: 'public' });
  return {
    attemptDelivery: makeAttemptDelivery({ send, resolveSecret: makeAwsSecrets(now), now, destinations }),
    scheduleOf: schedulesOf(destinations),
    now,
  };
}
