import { join } from 'node:path';
import { stateFolder } from '../local/dead-letters.ts';
import { makeInMemoryStore } from '../local/in-memory-store.ts';
import { openSqliteStore } from '../local/sqlite-store.ts';
import { NewerStore } from '../watch/errors.ts';
import type { KeyValueStore } from '../watch/store.ts';
import type { Terminal } from './terminal.ts';

/** Records of the local run; they last from one run to the next unless they had to be kept in memory. */
export interface LocalStore extends KeyValueStore {
  lasting: boolean;
  close: () => void;
}

/**
 * What the local run remembers from one run to the next. Where that cannot be kept, this run goes on without, and says so. Throws
 * NewerStore if a later release wrote it.
 */
export async function openLocalStore({
  env,
  home,
  clock,
  err,
}: Pick<Terminal, 'env' | 'home' | 'clock' | 'err'>): Promise<LocalStore> {
  const path = join(stateFolder(env, home), 'key-values.sqlite');
  try {
    return { ...(await openSqliteStore(path, clock.now)), lasting: true };
  } catch (error) {
    // A run without memory would send again what the later release delivered.
    if (error instanceof NewerStore) throw error;
    const why = error instanceof Error ? error.message : String(error);
    err(
      `jobwatch: ${path} cannot be used (${why}): what was told is remembered for this run only; if it is damaged, move it away.\n`,
    );
    return { ...makeInMemoryStore(clock.now), lasting: false, close: () => {} };
  }
}
