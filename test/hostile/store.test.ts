import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalStore } from '../../lib/local/open-store.ts';
import { openSqliteStore } from '../../lib/local/sqlite-store.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery/delivery-memory.ts';
import { NewerStore } from '../../lib/watch/errors.ts';
import { makeOwner } from '../../lib/watch/ports/owner.ts';
import { aNotification } from '../support/notifications.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
const notification = aNotification();
const delivery = { destination: 'ops', attempts: 1 };
let state: string;
let path: string;
/** A file as some months of watches leave it. */
let grown: Buffer;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'records-'));
  path = join(state, 'jobwatch', 'key-values.sqlite');
  const store = await openSqliteStore(path, () => start);
  for (let index = 0; index < 200; index++) {
    await store.put({ of: `notification ${index % 40}`, id: `delivered ${index}` }, 'x'.repeat(100), index);
  }
  store.close();
  grown = await readFile(path);
});
afterAll(() => rm(state, { recursive: true }));

/** Opens what lies there and uses it as deliveries do. */
async function useStore(now: number): Promise<{ printed: string; delivered: boolean; troubles: unknown[] }> {
  const printed: string[] = [];
  const troubles: unknown[] = [];
  const store = await openLocalStore({
    env: { XDG_STATE_HOME: state },
    home: state,
    err: (text) => printed.push(text),
    clock: { now: () => now, sleep: async () => undefined },
  });
  const memory = makeDeliveryMemory(store, (error) => troubles.push(error), makeOwner('test'));
  const delivered = await memory.wasDelivered(notification, delivery.destination);
  await memory.delivered(notification, delivery);
  const lease = await memory.leaseShared(`watch ${notification.watch.id}`, 'ops');
  expect(lease.kind).toBe('held');
  if (lease.kind === 'held') await lease.release();
  await memory.message(notification, 'ops');
  await memory.gone('ops');
  await memory.digest('d').catch((error: unknown) => troubles.push(error));
  await memory.digest('notification 1').catch((error: unknown) => troubles.push(error));
  store.close();
  return { printed: printed.join(''), delivered, troubles };
}

const message =
  /^jobwatch: cannot use \/.*\/key-values\.sqlite \([^\n]{5,200}\): deliveries are recorded for this run only\. If the file is damaged, move it away\.\n$/;

async function expectWithstood(): Promise<void> {
  const used = await useStore(start + 50_000).catch(nameNewer);
  if (used === 'NewerStore') return;
  const { printed, delivered, troubles } = used;
  expect(delivered).toBe(false);
  expect(troubles.every((trouble) => trouble instanceof Error)).toBe(true);
  if (printed !== '') expect(printed).toMatch(message);
}

/** A head whose version was raised is that of a later release. */
function nameNewer(error: unknown): 'NewerStore' {
  if (error instanceof NewerStore) return 'NewerStore';
  throw error;
}

async function lay(bytes: Uint8Array, beside: Record<string, Uint8Array> = {}): Promise<void> {
  await rm(join(state, 'jobwatch'), { recursive: true, force: true });
  await mkdir(join(state, 'jobwatch'));
  await writeFile(path, bytes);
  for (const [ending, content] of Object.entries(beside)) await writeFile(`${path}${ending}`, content);
}

describe('the records of the local run withstand', () => {
  it('nothing at all, and remember', async () => {
    await lay(grown);
    expect(await useStore(start)).toEqual({ printed: '', delivered: false, troubles: [] });
    expect(await useStore(start)).toEqual({ printed: '', delivered: true, troubles: [] });
  });

  const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });

  it('bytes that were changed anywhere', async () => {
    const change = fc.tuple(fc.nat(), bytes(5_000));
    const run = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const spoilt = Buffer.from(grown);
      for (const [at, written] of changes)
        spoilt.set(written.subarray(0, spoilt.length - (at % spoilt.length)), at % spoilt.length);
      await lay(spoilt);
      await expectWithstood();
    });
    await fc.assert(run, { numRuns: 60 });
  });

  it('a head that was changed', async () => {
    const run = fc.asyncProperty(fc.nat(99), bytes(20), async (at, written) => {
      const spoilt = Buffer.from(grown);
      spoilt.set(written, at);
      await lay(spoilt);
      await expectWithstood();
    });
    await fc.assert(run, { numRuns: 40 });
  });

  it('an end that is missing', async () => {
    const run = fc.asyncProperty(fc.nat(), async (length) => {
      await lay(grown.subarray(0, length % grown.length));
      await expectWithstood();
    });
    await fc.assert(run, { numRuns: 30 });
  });

  it('anything in its place, and in the place of its journal', async () => {
    const run = fc.asyncProperty(bytes(9_000), fc.boolean(), async (written, isJournal) => {
      await (isJournal ? lay(grown, { '-wal': written, '-shm': written }) : lay(written));
      await expectWithstood();
    });
    await fc.assert(run, { numRuns: 40 });
  });

  it.each([
    ['of something else', 'CREATE TABLE cats (name)'],
    ['with a table of that name', 'CREATE TABLE records (x); INSERT INTO records VALUES (1)'],
    ['with a view of that name', "CREATE VIEW records AS SELECT 'a' about, 'b' id, 'c' text, 9e18 until"],
    [
      'with a table that takes nothing',
      'CREATE TABLE records (about, id, text, until, CHECK (until IS NULL))',
    ],
    ['of another application', 'PRAGMA application_id = 7'],
  ])('a database %s', async (_what, sql) => {
    await lay(new Uint8Array());
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    await expectWithstood();
  });

  it('a folder in its place', async () => {
    await lay(new Uint8Array());
    await rm(path);
    await mkdir(path);
    await expectWithstood();
    expect((await useStore(start)).printed).toMatch(message);
  });
});
