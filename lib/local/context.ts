import { isAbsolute, join } from 'node:path';
import type { Clock } from '../watch/ports/clock.ts';

/** What the local run needs from its environment: variables, home folder, clock, and where warnings go. */
export interface LocalContext {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  clock: Clock;
  /** Writes to standard error. */
  err: (text: string) => void;
}

/**
 * Returns the folder for the state of the local run, by the XDG base directory specification: a relative
 * XDG_STATE_HOME is ignored.
 */
export function stateFolder({ env, home }: Pick<LocalContext, 'env' | 'home'>): string {
  const named = env['XDG_STATE_HOME'] ?? '';
  return join(isAbsolute(named) ? named : join(home, '.local', 'state'), 'jobwatch');
}
