import { dirname } from 'node:path';
import { makeFolder } from './make-folder.ts';

/** SQLITE_BUSY (sqlite.org/rescode.html). */
const busy = 5;

/**
 * Locks a file for this process. Returns a function that releases the lock, or undefined if another process
 * has it. The system releases the lock of a process that dies. The file stays empty, so it has no store
 * version. Throws the errors of SQLite and the file system.
 */
export async function holdFile(path: string): Promise<(() => void) | undefined> {
  const { DatabaseSync } = await import('node:sqlite');
  await makeFolder(dirname(path));
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // This transaction is never ended: its lock is the lock on the file.
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined;
    throw error;
  }
  return () => database.close();
}
