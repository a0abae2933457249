import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeadLetter } from '../workflow/contracts.ts';

/** The folder of the desk's own state, by the XDG base directory specification. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>, home: string): string {
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'jobwatch');
}

/**
 * Keeps a dead letter as one JSON file and gives its path; a file is there whole or not at all. Throws what the file system
 * throws (no space, no right).
 */
export async function keepDeadLetter(folder: string, letter: DeadLetter): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const destination = letter.attempt?.delivery.destination ?? 'unplanned';
  const path = join(folder, `${letter.notice.id}.${destination}.json`);
  const unfinished = `${path}.part`;
  await writeFile(unfinished, `${JSON.stringify(letter, undefined, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, path);
  return path;
}
