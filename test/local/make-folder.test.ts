import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../lib/local/make-folder.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'folders-'));
});
afterAll(() => rm(home, { recursive: true }));

describe('a folder of the local run', () => {
  it('is made for its owner alone, with those above it, and may be there already', async () => {
    const path = join(home, 'state', 'jobwatch', 'dead-letters');
    await Promise.all([makeFolder(path), makeFolder(path)]);
    await makeFolder(path);
    for (const made of [path, join(home, 'state')]) expect((await stat(made)).mode & 0o077).toBe(0);
  });

  it('is made once by many at the same time', async () => {
    for (let round = 0; round < 50; round += 1) {
      const path = join(home, `round-${round}`, 'state', 'jobwatch');
      await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
      expect((await stat(path)).isDirectory()).toBe(true);
    }
  });

  it('is refused where a file is in the way', async () => {
    const file = join(home, 'file');
    await writeFile(file, '');
    await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(file, 'jobwatch'))).rejects.toThrow();
  });

  it('is refused at once where the system takes no folders', async () => {
    await expect(makeFolder('/proc/x/jobwatch')).rejects.toThrow();
  });
});
