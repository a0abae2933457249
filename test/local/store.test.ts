import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { openSqliteStore } from '../../lib/local/sqlite-store.ts';
import { storeContract } from '../support/store-contract.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('records in memory', () => {
  storeContract(async (now) => ({ ...makeInMemoryStore(now), close: () => {} }));
});

describe('records in SQLite', () => {
  let files = 0;
  const open = (now: () => number) => openSqliteStore(join(folder, 'state', `${files++}.sqlite`), now);

  storeContract(open);

  it('are there after the process has ended, in a folder for its owner alone', async () => {
    const path = join(folder, 'kept', 'key-values.sqlite');
    const first = await openSqliteStore(path, () => 0);
    await first.put({ of: 'watch a', id: 'message' }, 'text', 60);
    first.close();
    const second = await openSqliteStore(path, () => 1_000);
    expect(await second.get({ of: 'watch a', id: 'message' })).toBe('text');
    second.close();
    expect((await stat(join(folder, 'kept'))).mode & 0o077).toBe(0);
  });

  it('are not forgotten for a clock that was ahead for a while, but in the end', async () => {
    const path = join(folder, 'clock.sqlite');
    const day = 86_400_000;
    const getAt = async (now: number) => {
      const store = await openSqliteStore(path, () => now);
      const text = await store.get({ of: 'a', id: 'b' });
      store.close();
      return text;
    };
    const first = await openSqliteStore(path, () => 0);
    await first.put({ of: 'a', id: 'b' }, 'text', 45 * 86_400);
    first.close();
    expect(await getAt(366 * day)).toBeUndefined();
    expect(await getAt(day)).toBe('text');
    expect(await getAt(446 * day)).toBeUndefined();
    expect(await getAt(day)).toBeUndefined();
  });

  it('are shared by processes that write at the same time', async () => {
    const path = join(folder, 'shared.sqlite');
    const [one, other] = await Promise.all([openSqliteStore(path, () => 0), openSqliteStore(path, () => 0)]);
    expect(await one.putIfAbsent({ of: 'a', id: 'b' }, 'one', 60)).toBe('one');
    expect(await other.putIfAbsent({ of: 'a', id: 'b' }, 'other', 60)).toBe('one');
    one.close();
    other.close();
  });

  it('are read around what somebody else wrote between them', async () => {
    const path = join(folder, 'edited.sqlite');
    const database = new DatabaseSync(path);
    database.exec(`
      CREATE TABLE records (about, id, text, until, PRIMARY KEY (about, id));
      INSERT INTO records VALUES
        ('a', 1, 2, 1e18), ('a', 'b', x'ff00', 1e18), ('a', 'c', NULL, 1e18), ('a', 'd', 'text', 1e18),
        ('a', 'e', 'forever', 'never'), ('a', 'f', 'gone', NULL), (NULL, NULL, NULL, NULL);
    `);
    database.close();
    const store = await openSqliteStore(path, () => 0);
    expect(await store.all('a')).toEqual([
      { id: 'd', text: 'text' },
      { id: 'e', text: 'forever' },
    ]);
    for (const id of ['1', 'b', 'c', 'f', 'z']) expect(await store.get({ of: 'a', id })).toBeUndefined();
    store.close();
  });

  it('are refused where the file is something else', async () => {
    const path = join(folder, 'no-database.sqlite');
    await writeFile(path, 'this is no database, and long enough not to be taken for an empty one'.repeat(20));
    await expect(openSqliteStore(path, () => 0)).rejects.toThrow('not a database');
  });

  it.skipIf(process.getuid?.() === 0)('are refused where nothing may be written', async () => {
    const closed = join(folder, 'closed');
    const path = join(closed, 'key-values.sqlite');
    (await openSqliteStore(path, () => 0)).close();
    await chmod(closed, 0o500);
    await expect(openSqliteStore(join(closed, 'more', 'key-values.sqlite'), () => 0)).rejects.toThrow(
      'EACCES',
    );
    await chmod(closed, 0o700);
  });
});
