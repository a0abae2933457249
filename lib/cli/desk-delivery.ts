import { makeSignAwsRequest } from '../aws/sign-request.ts';
import { makeAttemptDelivery } from '../channels/attempt-delivery.ts';
import type { Destination } from '../channels/registry.ts';
import { makeSendHttp } from '../http/send.ts';
import type { Clock } from '../watch/clock.ts';
import type { AttemptDelivery, ResolveSecret } from '../watch/ports.ts';
import { proxyOf } from './proxy.ts';

/** The port that brings notices from this desk to its destinations, and a way to close its connections. */
export function makeDeskDelivery(deps: {
  destinations: readonly Destination[];
  resolveSecret: ResolveSecret;
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
  /** Ends deliveries that are under way. */
  signal?: AbortSignal | undefined;
}): { attemptDelivery: AttemptDelivery; close: () => Promise<void> } {
  const { destinations, resolveSecret, clock, env, signal } = deps;
  const proxy = proxyOf(env);
  const { send, close } = makeSendHttp({ addresses: 'public_or_loopback', signal, ...(proxy && { proxy }) });
  const attemptDelivery = makeAttemptDelivery({
    ...{ send, resolveSecret, destinations, now: clock.now },
    signAws: makeSignAwsRequest(),
  });
  return { attemptDelivery, close };
}
