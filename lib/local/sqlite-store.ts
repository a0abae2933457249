import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { KeyValueStore, StoreKey } from '../watch/ports/key-value-store.ts';
import { makeFolder } from './make-folder.ts';
import { refuseNewer, storeVersion } from './store-version.ts';

const Row = z.object({ id: z.string(), text: z.string() });

/** How long a process waits for the write of another one. */
const busyMs = 5_000;

/** Long enough that a clock that is a year ahead for a while deletes nothing that is still valid. */
const deletedAfterMs = 400 * 86_400_000;

/**
 * Opens the key-value store of the local run: one SQLite file, which several processes may share. Deletes
 * values that expired long ago. Ignores rows that cannot be read. Throws NewerStore, before any change, if a
 * later release wrote the file, and the errors of SQLite and the file system.
 */
export async function openSqliteStore(
  path: string,
  now: () => number,
): Promise<KeyValueStore & { close: () => void }> {
  const { DatabaseSync } = await import('node:sqlite');
  await makeFolder(dirname(path));
  const database = new DatabaseSync(path, { timeout: busyMs });
  try {
    prepare(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
  database.prepare('DELETE FROM records WHERE until <= ?').run(now() - deletedAfterMs);
  const find = database.prepare('SELECT id, text FROM records WHERE about = ? AND id = ? AND until > ?');
  const findAll = database.prepare('SELECT id, text FROM records WHERE about = ? AND until > ? ORDER BY id');
  const put = database.prepare('INSERT OR REPLACE INTO records (about, id, text, until) VALUES (?, ?, ?, ?)');
  const putFirst = database.prepare(`
    INSERT INTO records (about, id, text, until) VALUES (?, ?, ?, ?)
    ON CONFLICT (about, id) DO UPDATE SET text = excluded.text, until = excluded.until WHERE until <= ? OR text = ?
    RETURNING id, text
  `);
  const textOf = (row: unknown): string | undefined => Row.safeParse(row).data?.text;
  const putUnlessPresent = (
    { of, id }: StoreKey,
    text: string,
    how: { seconds: number; old: string | null },
  ): string => {
    for (;;) {
      const put = putFirst.get(of, id, text, now() + how.seconds * 1_000, now(), how.old);
      const stored = textOf(put ?? find.get(of, id, now()));
      // The value that was in the way may have expired meanwhile.
      if (stored !== undefined) return stored;
    }
  };
  return {
    get: async ({ of, id }) => textOf(find.get(of, id, now())),
    putIfAbsent: async (key, text, seconds) => putUnlessPresent(key, text, { seconds, old: null }),
    compareAndSwap: async (key, { old, text }, seconds) => putUnlessPresent(key, text, { seconds, old }),
    put: async ({ of, id }, text, seconds) => {
      put.run(of, id, text, now() + seconds * 1_000);
    },
    all: async (of) => findAll.all(of, now()).flatMap((row) => Row.safeParse(row).data ?? []),
    close: () => database.close(),
  };
}

const Version = z.object({ user_version: z.number() });
const versionOf = (database: DatabaseSync): number =>
  Version.parse(database.prepare('PRAGMA user_version').get()).user_version;

/** Creates the table if it is missing and writes the store version. */
function prepare(database: DatabaseSync, path: string): void {
  const found = versionOf(database);
  refuseNewer(path, found);
  if (found === storeVersion) return;
  database.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
  // A later release may have opened the file since the first check.
  refuseNewer(path, versionOf(database));
  database.exec(`
    CREATE TABLE IF NOT EXISTS records (
      about TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (about, id)
    ) WITHOUT ROWID, STRICT;
    PRAGMA user_version = ${storeVersion};
    COMMIT;
  `);
}
