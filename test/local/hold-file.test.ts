import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdFile } from '../../lib/local/hold-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hold-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file', () => {
  it('is held by one at a time', async () => {
    const path = join(folder, 'state', 'lock');
    const release = await holdFile(path);
    expect(release).toBeTypeOf('function');
    expect(await holdFile(path)).toBeUndefined();
    release?.();
    const next = await holdFile(path);
    expect(next).toBeTypeOf('function');
    next?.();
  });

  it('that is a folder cannot be held', async () => {
    await expect(holdFile(folder)).rejects.toThrow('unable to open');
  });
});
