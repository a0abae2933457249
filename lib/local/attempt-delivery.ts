import { makeSignAwsRequest } from '../aws/sign-request.ts';
import { makeAttemptDelivery } from '../channels/attempt-delivery.ts';
import type { Configuration } from '../config/configuration.ts';
import { makeSendHttp } from '../http/send.ts';
import type { AttemptDelivery } from '../watch/ports/attempt-delivery.ts';
import type { Clock } from '../watch/ports/clock.ts';
import type { ResolveSecret } from '../watch/ports/secret.ts';
import { proxyOf } from './proxy.ts';

/**
 * Returns the port that sends notifications from this machine to the destinations, and closes its
 * connections.
 */
export function makeLocalDelivery({
  configuration: { destinations, ports },
  resolveSecret,
  clock,
  env,
  signal,
}: {
  configuration: Pick<Configuration, 'destinations' | 'ports'>;
  resolveSecret: ResolveSecret;
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
  /** Cancels requests in flight. */
  signal?: AbortSignal | undefined;
}): { attemptDelivery: AttemptDelivery; close: () => Promise<void> } {
  const { send, close } = makeSendHttp({
    addresses: 'public_or_loopback',
    ports,
    signal,
    proxy: proxyOf(env),
  });
  const attemptDelivery = makeAttemptDelivery({
    send,
    resolveSecret,
    destinations,
    now: clock.now,
    signAws: makeSignAwsRequest(),
  });
  return { attemptDelivery, close };
}
