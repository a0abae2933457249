import { dirname } from 'node:path';
import { makeFolder } from './make-folder.ts';

/** SQLITE_BUSY (sqlite.org/rescode.html). */
const busy = 5;

/**
 * Holds a file for one process: gives how to let go of it, or `undefined` where another process holds it. When a process
 * dies, in whatever way, the system lets go for it. The file stays empty, so it has no version of the store. Throws what SQLite or the file system throws.
 */
export async function holdFile(path: string): Promise<(() => void) | undefined> {
  const { DatabaseSync } = await import('node:sqlite');
  await makeFolder(dirname(path));
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Never ended: its lock is what holds the file.
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined;
    throw error;
  }
  return () => database.close();
}
