import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder with mode 0700 and the missing folders above it. Several processes may do so at the same
 * time. mkdir with `recursive` never ends if the system reports an existing parent folder as missing, as
 * /proc does. Throws the errors of the file system.
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
