import type { ApiPorts } from '../api/ports.ts';
import type { Configuration } from '../config/configuration.ts';
import { makeSmnPorts } from '../cts/smn-ports.ts';
import { takeSmnMessage } from '../cts/take-smn-message.ts';
import type { Engine } from '../desk/engine.ts';
import { makeSendHttp } from '../http/send.ts';
import type { Clock } from '../watch/clock.ts';
import type { Records } from '../watch/records.ts';
import type { Watches } from '../watch/watches.ts';
import { proxyOf } from './proxy.ts';

/**
 * Takes messages of SMN at the desk: traces start watches of this process, which tells ends too. `undefined` where no topic
 * is configured.
 */
export function makeDeskSmn(deps: {
  configuration: Configuration;
  watches: Pick<Watches, 'getWatch' | 'startWatch'>;
  engine: Pick<Engine, 'announce'>;
  records: Records;
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
  onTrouble: ApiPorts['onTrouble'];
}): ApiPorts['takeSmnMessage'] {
  const { configuration, watches, engine, records, clock, env, onTrouble } = deps;
  const rules = configuration.api?.smn;
  if (rules === undefined) return undefined;
  const proxy = proxyOf(env);
  const ports = makeSmnPorts({
    ...{ rules, records, accounts: configuration.accounts, now: clock.now },
    send: makeSendHttp({ addresses: 'public', proxy }).send,
    announce: async (notice) => engine.announce(notice),
    getWatch: watches.getWatch,
    startWatch: async (request) => {
      const answer = await watches.startWatch({ request, again: false });
      if (answer.answer === 'none') onTrouble(`a trace asks for a watch: ${answer.why}`, undefined);
    },
  });
  return (raw) => takeSmnMessage(raw, ports);
}
