import { NewerStore } from '../watch/errors.ts';

/**
 * The version of what is stored on this computer: the tables of the SQLite file and the layout of dead-letter files. What
 * earlier releases stored has none (0) and the same layout. What stands in rows and letters is state and has a version of
 * its own.
 */
export const storeVersion = 1;

/** Throws NewerStore if a later release wrote what is stored at the path. */
export function refuseNewer(path: string, found: number): void {
  if (found <= storeVersion) return;
  throw new NewerStore(
    `${path} was written by a later release of jobwatch: expected store version ${storeVersion} or lower, found ${found}. ` +
      'Run that release or a later one; or name another folder with XDG_STATE_HOME, where nothing is known of what was ' +
      'delivered or watched before.',
  );
}
