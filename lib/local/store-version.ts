import { NewerStore } from '../watch/errors.ts';

/**
 * The version of the files on this machine: the tables of the SQLite file and the layout of dead-letter
 * files. Files of earlier releases have no version (0) and the same layout. The contents of rows and dead
 * letters are state and have their own version.
 */
export const storeVersion = 1;

/** Throws NewerStore if a later release wrote the file at the path. */
export function refuseNewer(path: string, found: number): void {
  if (found <= storeVersion) return;
  throw new NewerStore(
    `${path} was written by a later release of jobwatch: expected store version ${storeVersion} or lower, found ${found}. ` +
      'Run that release or a later one, or set XDG_STATE_HOME to another folder; that folder has no record of earlier ' +
      'deliveries and watches.',
  );
}
