import { join } from 'node:path';
import { NewerStore } from '../watch/errors.ts';
import type { KeyValueStore } from '../watch/ports/key-value-store.ts';
import { type LocalContext, stateFolder } from './context.ts';
import { makeInMemoryStore } from './in-memory-store.ts';
import { openSqliteStore } from './sqlite-store.ts';

/** The key-value store of the local run. */
export interface LocalStore extends KeyValueStore {
  /** Whether the next run can read it: false if it is in memory only. */
  lasting: boolean;
  close: () => void;
}

/**
 * Opens the store of the local run. If its file cannot be used, warns and returns a store in memory. Throws
 * NewerStore if a later release wrote the file: without its records, this run would send again what that
 * release delivered.
 */
export async function openLocalStore(context: LocalContext): Promise<LocalStore> {
  const { clock, err } = context;
  const path = join(stateFolder(context), 'key-values.sqlite');
  try {
    return { ...(await openSqliteStore(path, clock.now)), lasting: true };
  } catch (error) {
    if (error instanceof NewerStore) throw error;
    const why = error instanceof Error ? error.message : String(error);
    err(
      `jobwatch: cannot use ${path} (${why}): deliveries are recorded for this run only. ` +
        'If the file is damaged, move it away.\n',
    );
    return { ...makeInMemoryStore(clock.now), lasting: false, close: () => {} };
  }
}
