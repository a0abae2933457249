import { makeSignAwsRequest } from '../aws/sign-request.ts';
import { makeAttemptDelivery } from '../channels/attempt-delivery.ts';
import type { Configuration } from '../config/configuration.ts';
import { makeSendHttp } from '../http/send.ts';
import type { Clock } from '../watch/clock.ts';
import type { AttemptDelivery, ResolveSecret } from '../watch/ports.ts';
import { proxyOf } from './proxy.ts';

/** The port that brings notifications from this local run to its destinations, and a way to close its connections. */
export function makeLocalDelivery(deps: {
  configuration: Pick<Configuration, 'destinations' | 'ports'>;
  resolveSecret: ResolveSecret;
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
  /** Ends deliveries that are under way. */
  signal?: AbortSignal | undefined;
}): { attemptDelivery: AttemptDelivery; close: () => Promise<void> } {
  const { configuration, resolveSecret, clock, env, signal } = deps;
  const proxy = proxyOf(env);
  const { destinations, ports } = configuration;
  const guarded = { addresses: 'public_or_loopback', ports } as const;
  const { send, close } = makeSendHttp({ ...guarded, signal, proxy });
  const attemptDelivery = makeAttemptDelivery({
    ...{ send, resolveSecret, destinations, now: clock.now },
    signAws: makeSignAwsRequest(),
  });
  return { attemptDelivery, close };
}
