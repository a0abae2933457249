import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { randomToken } from '../watch/ports/owner.ts';
import { DeadLetter, versionedDeadLetter } from '../workflow/contracts.ts';
import { type LocalContext, stateFolder } from './context.ts';
import { makeFolder } from './make-folder.ts';
import type { LocalSteps } from './steps.ts';
import { storeVersion } from './store-version.ts';

/**
 * Returns a function that saves dead letters in the state folder and says where, for people. If the disk
 * refuses the file, the sentence says so and nothing is thrown.
 */
export function makeSaveDeadLetter(
  context: Pick<LocalContext, 'env' | 'home'>,
): LocalSteps['saveDeadLetter'] {
  const folder = join(stateFolder(context), 'dead-letters');
  return async (deadLetter) => {
    const undelivered = `not delivered (${whyOf(deadLetter)})`;
    try {
      return `${undelivered}; saved in ${await saveDeadLetter(folder, deadLetter)}`;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
      return `${undelivered}, and could not be saved in ${folder} (${code})`;
    }
  };
}

function whyOf({ attempt, caught }: DeadLetter): string {
  const result = attempt?.result;
  if (result !== undefined && 'why' in result) return result.why;
  return typeof caught === 'string' ? caught : 'the watcher itself failed';
}

/**
 * Saves a dead letter as one JSON file and returns its path. The file is written atomically. Throws the
 * errors of the file system (disk full, permission denied).
 */
export async function saveDeadLetter(folder: string, deadLetter: DeadLetter): Promise<string> {
  await makeFolder(folder);
  const { destination = 'unplanned', instead_of: insteadOf } = deadLetter.attempt?.delivery ?? {};
  const insteadOfPart = insteadOf === undefined ? '' : `.for.${insteadOf.destination}`;
  const path = join(folder, `${deadLetter.notification.id}.${destination}${insteadOfPart}.json`);
  const unfinished = `${path}.${randomToken()}.part`;
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

/** A saved dead letter and the path of its file. */
export interface SavedDeadLetter {
  path: string;
  deadLetter: DeadLetter;
}

/** A dead letter that a later release wrote, and the store version in it. */
export interface NewerDeadLetter {
  path: string;
  version: number;
}

/** The contents of a folder of dead letters. */
interface FoundDeadLetters {
  deadLetters: SavedDeadLetter[];
  newer: NewerDeadLetter[];
  /** Paths of files that are not dead letters or cannot be read. */
  unreadable: string[];
}

/**
 * Reads the dead letters in a folder. A missing folder has none. Throws the error of the file system if the
 * folder cannot be read.
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
    // A file that is gone now was redriven by another command.
    if (error !== 'ENOENT' || !entry.isFile()) sortIn(found, path, parseJson(text));
  }
  return found;
}

/** Files of releases before version 1 have no version. */
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
