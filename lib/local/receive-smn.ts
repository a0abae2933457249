import type { ApiPorts } from '../api/ports.ts';
import type { Configuration } from '../config/configuration.ts';
import { receiveSmnMessage } from '../cts/receive-smn-message.ts';
import { makeSmnPorts } from '../cts/smn-ports.ts';
import { makeSendHttp } from '../http/send.ts';
import type { Clock } from '../watch/ports/clock.ts';
import type { KeyValueStore } from '../watch/ports/key-value-store.ts';
import type { Watches } from '../watch/watches.ts';
import type { Engine } from './engine.ts';
import { proxyOf } from './proxy.ts';

/**
 * Receives messages of Simple Message Notification (SMN) locally. Traces of Cloud Trace Service in them start
 * watches in this process, and failures in them are announced. Returns undefined if no topic is configured.
 */
export function makeLocalSmn(deps: {
  configuration: Configuration;
  watches: Pick<Watches, 'getWatch' | 'startWatch'>;
  engine: Pick<Engine, 'announce'>;
  store: KeyValueStore;
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
  onTrouble: ApiPorts['onTrouble'];
}): ApiPorts['receiveSmnMessage'] {
  const { configuration, watches, engine, store, clock, env, onTrouble } = deps;
  const rules = configuration.api?.smn;
  if (rules === undefined) return undefined;
  const proxy = proxyOf(env);
  const ports = makeSmnPorts({
    rules,
    store,
    accounts: configuration.accounts,
    now: clock.now,
    send: makeSendHttp({ addresses: 'public', proxy }).send,
    announce: async (notification) => engine.announce(notification),
    getWatch: watches.getWatch,
    startWatch: async (request) => {
      const answer = await watches.startWatch({ request, again: false });
      if (answer.answer === 'refused')
        onTrouble(`cannot start the watch that a trace asks for: ${answer.why}`, undefined);
    },
  });
  return (raw) => receiveSmnMessage(raw, ports);
}
