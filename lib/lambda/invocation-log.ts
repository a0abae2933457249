import { AsyncLocalStorage } from 'node:async_hooks';
import type { Facts, Log } from './log.ts';

/**
 * The same log for all that a function is wired with once: while an invocation runs, every line says which it is and which
 * watch it is about, whoever writes the line.
 */
export function makeInvocationLog(to: Log): {
  log: Log;
  during: <Done>(about: Facts, run: () => Done) => Done;
} {
  const invocation = new AsyncLocalStorage<Facts>();
  const whole = (facts: Facts): Facts => ({ ...invocation.getStore(), ...facts });
  return {
    log: {
      info: (message, facts) => to.info(message, whole(facts)),
      error: (message, facts) => to.error(message, whole(facts)),
    },
    during: (about, run) => invocation.run(about, run),
  };
}
