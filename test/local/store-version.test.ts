import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { readDeadLetters, saveDeadLetter } from '../../lib/local/dead-letters.ts';
import { openSqliteStore } from '../../lib/local/sqlite-store.ts';
import { storeVersion } from '../../lib/local/store-version.ts';
import { makeWatchStore } from '../../lib/local/watch-store.ts';
import { stateVersion } from '../../lib/workflow/state-version.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { useSandbox } from '../support/sandbox.ts';
import { aRequest } from '../support/watches.ts';

const now = () => Date.parse('2026-11-24T08:00:00.000Z');
const notification = aFailureNotification();
const deadLetter = { notification, attempt: { delivery: { destination: 'hook', attempts: 8 } } };

const local = useSandbox();
let state: string;
let path: string;
let folder: string;
beforeEach(async () => {
  state = join(local.home, '.local/state/jobwatch');
  path = join(state, 'key-values.sqlite');
  folder = join(state, 'dead-letters');
});

/** Runs SQL on the file of records, and gives its version. */
async function onFile(sql = ''): Promise<unknown> {
  await mkdir(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(sql);
  const found = database.prepare('PRAGMA user_version').get()?.['user_version'];
  database.close();
  return found;
}
const asOfVersion = (version: number) => onFile(`PRAGMA user_version = ${version}`);

describe('the file of records', () => {
  it('has the version of the store', async () => {
    (await openSqliteStore(path, now)).close();
    expect(await onFile()).toBe(storeVersion);
  });

  it('of an earlier release is read, and has a version from then on', async () => {
    const key = { of: 'notification 1', id: 'delivered ops' };
    const first = await openSqliteStore(path, now);
    await first.put(key, 'true', 60);
    first.close();
    await asOfVersion(0);
    const store = await openSqliteStore(path, now);
    expect(await store.get(key)).toBe('true');
    store.close();
    expect(await onFile()).toBe(storeVersion);
  });

  it('of a later release is refused with what was found, what is expected and what to do, and is left as it is', async () => {
    await onFile('CREATE TABLE other (x)');
    await asOfVersion(storeVersion + 1);
    const before = await readFile(path);
    await expect(openSqliteStore(path, now)).rejects.toMatchObject({
      name: 'NewerStore',
      message: expect.stringMatching(
        /key-values\.sqlite was written by a later release.*expected store version 1 or lower, found 2.*Run that release.*XDG_STATE_HOME/,
      ),
    });
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(state)).toEqual(['key-values.sqlite']);
  });

  it('of a later release ends a command with exit code 2, before anything is watched', async () => {
    await asOfVersion(storeVersion + 1);
    await local.write(
      'jobwatch.yaml',
      "destinations: [{ id: hook, kind: webhook, url: 'http://127.0.0.1:9', sign: ['env:S'] }]\n",
    );
    await saveDeadLetter(folder, deadLetter);
    const { code, err, out } = await local.run(['redrive'], { env: { S: `whsec_${'a'.repeat(32)}` } });
    expect(code, err).toBe(2);
    expect(err).toMatch(/^jobwatch: \S+key-values\.sqlite was written by a later release of jobwatch: /);
    expect(out).toBe('');
    expect(await readdir(folder)).toHaveLength(1);
  });
});

describe('a watch in the file of records', () => {
  it('of a later release is gone on with: what it has more is dropped, and a status that nobody knows runs', async () => {
    const store = await openSqliteStore(path, now);
    const view = {
      id: 'a-watch',
      status: 'postponed',
      started_at: '2026-11-24T07:00:00.000Z',
      more: 1,
      request: { ...aRequest(), priority: 'high', polling: 'learned' },
      progress: { polls: 3, errors_seen: 0, slots: 2, sub_jobs: { ended: 1, of: 2, more: 1 } },
    };
    await store.put({ of: 'accepted watches', id: 'a-watch' }, JSON.stringify(view), 60);
    expect(await makeWatchStore(store).all()).toMatchObject([
      {
        id: 'a-watch',
        status: 'running',
        request: { job_id: aRequest().job_id },
        progress: { polls: 3, errors_seen: 0, sub_jobs: { ended: 1, of: 2 } },
      },
    ]);
    store.close();
  });
});

describe('a file of a dead letter', () => {
  it('has the version of the store, and its parts that of the state', async () => {
    const file = JSON.parse(await readFile(await saveDeadLetter(folder, deadLetter), 'utf8'));
    expect(file).toMatchObject({
      version: storeVersion,
      notification: { version: stateVersion },
      attempt: { delivery: { version: stateVersion } },
    });
  });

  it('of an earlier release is read', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'old.json'), JSON.stringify(deadLetter));
    expect((await readDeadLetters(folder)).deadLetters).toMatchObject([{ deadLetter }]);
  });

  it('of a later release stays and is reported, and the command ends with exit code 1', async () => {
    await mkdir(folder, { recursive: true });
    const newer = join(folder, 'newer.json');
    await writeFile(newer, JSON.stringify({ ...deadLetter, version: storeVersion + 1 }));
    const { code, err } = await local.run(['redrive']);
    expect(code).toBe(1);
    expect(err).toBe(
      `jobwatch: ${newer} was written by a later release: expected store version 1 or lower, found 2. ` +
        'Run "jobwatch redrive" of that release or a later one. It stays.\n',
    );
    expect(await readdir(folder)).toEqual(['newer.json']);
  });
});
