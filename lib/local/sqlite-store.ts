import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { KeyValueStore, StoreKey } from '../watch/store.ts';
import { makeFolder } from './make-folder.ts';
import { refuseNewer, storeVersion } from './store-version.ts';

const Row = z.object({ id: z.string(), text: z.string() });

/** So long a process waits for another one that writes. */
const busyMs = 5_000;

/** A clock that is a year ahead for a while must not delete what is still needed. */
const deletedAfterMs = 400 * 86_400_000;

/**
 * The local run's records in one SQLite file, which several processes may share. A record whose time has long been over is deleted
 * when the file is opened; a row that is no record is none. Throws NewerStore, before anything is changed, if a later release
 * wrote the file; and what SQLite or the file system throws.
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
  const putUnlessKept = (
    { of, id }: StoreKey,
    text: string,
    how: { seconds: number; old: string | null },
  ): string => {
    for (;;) {
      const put = putFirst.get(of, id, text, now() + how.seconds * 1_000, now(), how.old);
      const kept = textOf(put ?? find.get(of, id, now()));
      // What kept this one out may be gone meanwhile, by another process.
      if (kept !== undefined) return kept;
    }
  };
  return {
    get: async ({ of, id }) => textOf(find.get(of, id, now())),
    putIfAbsent: async (key, text, seconds) => putUnlessKept(key, text, { seconds, old: null }),
    compareAndSwap: async (key, { old, text }, seconds) => putUnlessKept(key, text, { seconds, old }),
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

/** Makes the table where there is none, and writes the version of the store. */
function prepare(database: DatabaseSync, path: string): void {
  const found = versionOf(database);
  refuseNewer(path, found);
  if (found === storeVersion) return;
  database.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
  // A later release may have opened the file in between.
  refuseNewer(path, versionOf(database));
  database.exec(`
    CREATE TABLE IF NOT EXISTS records (
      about TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (about, id)
    ) WITHOUT ROWID, STRICT;
    PRAGMA user_version = ${storeVersion};
    COMMIT;
  `);
}
