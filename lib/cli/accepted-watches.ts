import { join } from 'node:path';
import { stateFolder } from '../local/dead-letters.ts';
import { holdFile } from '../local/hold-file.ts';
import { makeInMemoryStore } from '../local/in-memory-store.ts';
import { makeWatchStore, type WatchStore } from '../local/watch-store.ts';
import type { LocalWatches } from '../local/watches.ts';
import type { LocalStore } from './local-store.ts';
import type { Terminal } from './terminal.ts';

/** Where `jobwatch serve` keeps what it accepts. */
export interface AcceptedWatches {
  store: WatchStore;
  /** Whether the next run has them too. */
  lasting: boolean;
  close: () => void;
}

/**
 * Opens the store of accepted watches. One process has it: another that runs meanwhile keeps its watches for its own run
 * only, and so does one whose records do not last; both say so.
 */
export async function openAcceptedWatches(
  store: LocalStore,
  { env, home, clock, err }: Pick<Terminal, 'env' | 'home' | 'clock' | 'err'>,
): Promise<AcceptedWatches> {
  const held = store.lasting ? await hold(stateFolder(env, home)) : '';
  if (typeof held !== 'string') return { store: makeWatchStore(store), lasting: true, close: held };
  err(`jobwatch: ${held}accepted watches are kept for this run only.\n`);
  return { store: makeWatchStore(makeInMemoryStore(clock.now)), lasting: false, close: () => {} };
}

/** How to let go of the store in a folder, or why it cannot be had. */
async function hold(folder: string): Promise<(() => void) | string> {
  const path = join(folder, 'api.lock');
  try {
    const release = await holdFile(path);
    const where = `${folder} (XDG_STATE_HOME names another place)`;
    return release ?? `another jobwatch serve keeps its watches in ${where}; `;
  } catch (error) {
    return `${path} cannot be used (${error instanceof Error ? error.message : String(error)}); `;
  }
}

/** What is said of watches of before when the API begins; nothing where there are none. */
export function goOnSentence({ goesOn, leftAlone }: ReturnType<LocalWatches['goOn']>): string {
  const parts = [
    goesOn > 0 && `Goes on with ${watchesOf(goesOn)} of before.`,
    leftAlone > 0 &&
      `Leaves ${watchesOf(leftAlone)} of before alone: no account of this configuration has the job.`,
  ].filter((part) => part !== false);
  return parts.map((part) => `${part}\n`).join('');
}

/** What is said at the end of watches that have not ended; nothing where there are none. */
export function leftSentence(unended: number, { lasting }: Pick<AcceptedWatches, 'lasting'>): string {
  if (unended === 0) return '';
  return lasting
    ? `Stopped. The next start goes on with ${watchesOf(unended)} whose end was not told.\n`
    : `Stopped. Gone with this run: ${watchesOf(unended)}, of whose end nobody is told.\n`;
}

const watchesOf = (count: number): string => (count === 1 ? '1 watch' : `${count} watches`);
