import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { newToken } from '../watch/owner.ts';
import { DeadLetter, versionedDeadLetter } from '../workflow/contracts.ts';
import { makeFolder } from './make-folder.ts';
import { storeVersion } from './store-version.ts';

/** The folder of the local run's own state, by the XDG base directory specification, which has a relative path ignored. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const named = env['XDG_STATE_HOME'] ?? '';
  return join(isAbsolute(named) ? named : join(home, '.local', 'state'), 'jobwatch');
}

/**
 * Keeps a dead letter as one JSON file and gives its path; a file is there whole or not at all. Throws what the file system
 * throws (no space, no right).
 */
export async function keepDeadLetter(folder: string, deadLetter: DeadLetter): Promise<string> {
  await makeFolder(folder);
  const { destination = 'unplanned', instead_of: insteadOf } = deadLetter.attempt?.delivery ?? {};
  const inPlaceOf = insteadOf === undefined ? '' : `.for.${insteadOf.destination}`;
  const path = join(folder, `${deadLetter.notification.id}.${destination}${inPlaceOf}.json`);
  const unfinished = `${path}.${newToken()}.part`;
  try {
    const kept = { version: storeVersion, ...versionedDeadLetter(deadLetter) };
    await writeFile(unfinished, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return path;
}

/** A dead letter that is kept, and the path of its file. */
export interface SavedDeadLetter {
  path: string;
  deadLetter: DeadLetter;
}

/** A dead letter that a later release wrote, and the version of the store that it has. */
export interface NewerDeadLetter {
  path: string;
  version: number;
}

/** What is in a folder of dead letters, by what can be done with it. */
interface FoundDeadLetters {
  deadLetters: SavedDeadLetter[];
  newer: NewerDeadLetter[];
  /** Paths of what is no dead letter or cannot be read. */
  unreadable: string[];
}

/**
 * Finds the dead letters in a folder; in one that is not there, none. Throws what the file system throws when the folder cannot
 * be read.
 */
export async function readDeadLetters(folder: string): Promise<FoundDeadLetters> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found: FoundDeadLetters = { deadLetters: [], newer: [], unreadable: [] };
  for (const entry of entries.filter(({ name }) => name.endsWith('.json'))) {
    const path = join(folder, entry.name);
    const { text, error } = await readText(path);
    // A file that was there a moment ago has been sent by another command.
    if (error !== 'ENOENT' || !entry.isFile()) sortIn(found, path, parseJson(text));
  }
  return found;
}

/** A file of a release before this one has no version. */
const Versioned = z.object({ version: z.number().default(0) });

function sortIn({ deadLetters, newer, unreadable }: FoundDeadLetters, path: string, json: unknown): void {
  const version = Versioned.safeParse(json).data?.version ?? 0;
  const deadLetter = DeadLetter.safeParse(json).data;
  if (version > storeVersion) newer.push({ path, version });
  else if (deadLetter === undefined) unreadable.push(path);
  else deadLetters.push({ path, deadLetter });
}

const readText = (path: string): Promise<{ text: string; error?: string | undefined }> =>
  readFile(path, 'utf8').then(
    (text) => ({ text }),
    ({ code }: NodeJS.ErrnoException) => ({ text: '', error: code }),
  );
