import { join } from 'node:path';
import { stateFolder } from '../desk/dead-letters.ts';
import { makeRecordsInMemory } from '../desk/records-in-memory.ts';
import { openSqliteRecords } from '../desk/sqlite-records.ts';
import { NewerStore } from '../watch/errors.ts';
import type { Records } from '../watch/records.ts';
import type { Terminal } from './terminal.ts';

/** Records of the desk; they last from one run to the next unless they had to be kept in memory. */
export interface DeskRecords extends Records {
  lasting: boolean;
  close: () => void;
}

/**
 * What the desk remembers from one run to the next. Where that cannot be kept, this run goes on without, and says so. Throws
 * NewerStore if a later release wrote it.
 */
export async function openDeskRecords({
  env,
  home,
  clock,
  err,
}: Pick<Terminal, 'env' | 'home' | 'clock' | 'err'>): Promise<DeskRecords> {
  const path = join(stateFolder(env, home), 'records.sqlite');
  try {
    return { ...(await openSqliteRecords(path, clock.now)), lasting: true };
  } catch (error) {
    // A run without memory would send again what the later release delivered.
    if (error instanceof NewerStore) throw error;
    const why = error instanceof Error ? error.message : String(error);
    err(
      `jobwatch: ${path} cannot be used (${why}): what was told is remembered for this run only; if it is damaged, move it away.\n`,
    );
    return { ...makeRecordsInMemory(clock.now), lasting: false, close: () => {} };
  }
}
