import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { parseJson } from '../job/json-value.ts';
import { newMark } from '../watch/holder.ts';
import { DeadLetter } from '../workflow/contracts.ts';
import { makeFolder } from './make-folder.ts';

/** The folder of the desk's own state, by the XDG base directory specification, which has a relative path ignored. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const named = env['XDG_STATE_HOME'] ?? '';
  return join(isAbsolute(named) ? named : join(home, '.local', 'state'), 'jobwatch');
}

/**
 * Keeps a dead letter as one JSON file and gives its path; a file is there whole or not at all. Throws what the file system
 * throws (no space, no right).
 */
export async function keepDeadLetter(folder: string, letter: DeadLetter): Promise<string> {
  await makeFolder(folder);
  const { destination = 'unplanned', instead_of: insteadOf } = letter.attempt?.delivery ?? {};
  const inPlaceOf = insteadOf === undefined ? '' : `.for.${insteadOf.destination}`;
  const path = join(folder, `${letter.notice.id}.${destination}${inPlaceOf}.json`);
  const unfinished = `${path}.${newMark()}.part`;
  try {
    await writeFile(unfinished, `${JSON.stringify(letter, undefined, 2)}\n`, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return path;
}

/** A dead letter that is kept, and the path of its file. */
export interface KeptLetter {
  path: string;
  letter: DeadLetter;
}

/**
 * The dead letters in a folder, and what is none or cannot be read; of a folder that is not there, none. Throws what the file
 * system throws when the folder cannot be read.
 */
export async function readDeadLetters(
  folder: string,
): Promise<{ letters: KeptLetter[]; unreadable: string[] }> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const letters: KeptLetter[] = [];
  const unreadable: string[] = [];
  for (const entry of found.filter(({ name }) => name.endsWith('.json'))) {
    const path = join(folder, entry.name);
    const { text, error } = await readText(path);
    const letter = DeadLetter.safeParse(parseJson(text)).data;
    if (letter !== undefined) letters.push({ path, letter });
    // A file that was there a moment ago has been sent by another command.
    else if (error !== 'ENOENT' || !entry.isFile()) unreadable.push(path);
  }
  return { letters, unreadable };
}

const readText = (path: string): Promise<{ text: string; error?: string | undefined }> =>
  readFile(path, 'utf8').then(
    (text) => ({ text }),
    ({ code }: NodeJS.ErrnoException) => ({ text: '', error: code }),
  );
