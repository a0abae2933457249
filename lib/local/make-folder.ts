import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder for its owner alone, with those above it, whoever else makes them at the same time. mkdir's own `recursive`
 * tries for ever where the system says that the folder above is missing although it is there, as /proc does. Throws what the
 * file system throws.
 */
export async function makeFolder(path: string): Promise<void> {
  if ((await whatIsAt(path)) === 'folder') return;
  const above = dirname(path);
  if ((await whatIsAt(above)) === 'nothing') await makeFolder(above);
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if ((await whatIsAt(path)) !== 'folder') throw error;
  }
}

const whatIsAt = (path: string): Promise<'folder' | 'another' | 'nothing'> =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'another'),
    () => 'nothing',
  );
