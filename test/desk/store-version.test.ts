import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepDeadLetter, readDeadLetters } from '../../lib/desk/dead-letters.ts';
import { openSqliteRecords } from '../../lib/desk/sqlite-records.ts';
import { storeVersion } from '../../lib/desk/store-version.ts';
import { makeWatchStore } from '../../lib/desk/watch-store.ts';
import { type Desk, makeDesk } from '../support/desks.ts';
import { aFailureNotice } from '../support/notices.ts';
import { aRequest } from '../support/watches.ts';

const now = () => Date.parse('2026-11-24T08:00:00.000Z');
const notice = aFailureNotice();
const letter = { notice, attempt: { delivery: { destination: 'hook', attempts: 8 } } };

let desk: Desk;
let state: string;
let path: string;
let folder: string;
beforeEach(async () => {
  desk = await makeDesk();
  state = join(desk.home, '.local/state/jobwatch');
  path = join(state, 'records.sqlite');
  folder = join(state, 'dead-letters');
});
afterEach(() => desk.remove());

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
    (await openSqliteRecords(path, now)).close();
    expect(await onFile()).toBe(storeVersion);
  });

  it('of an earlier release is read, and has a version from then on', async () => {
    const key = { of: 'notice 1', id: 'delivered ops' };
    const first = await openSqliteRecords(path, now);
    await first.keep(key, 'true', 60);
    first.close();
    await asOfVersion(0);
    const records = await openSqliteRecords(path, now);
    expect(await records.recall(key)).toBe('true');
    records.close();
    expect(await onFile()).toBe(storeVersion);
  });

  it('of a later release is refused with what was found, what is expected and what to do, and is left as it is', async () => {
    await onFile('CREATE TABLE other (x)');
    await asOfVersion(storeVersion + 1);
    const before = await readFile(path);
    await expect(openSqliteRecords(path, now)).rejects.toMatchObject({
      name: 'NewerStore',
      message: expect.stringMatching(
        /records\.sqlite was written by a later release.*expected store version 1 or lower, found 2.*Run that release.*XDG_STATE_HOME/,
      ),
    });
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(state)).toEqual(['records.sqlite']);
  });

  it('of a later release ends a command with exit code 2, before anything is watched', async () => {
    await asOfVersion(storeVersion + 1);
    await desk.write(
      'jobwatch.yaml',
      "destinations: [{ id: hook, kind: webhook, url: 'http://127.0.0.1:9', sign: ['env:S'] }]\n",
    );
    await keepDeadLetter(folder, letter);
    const { code, err, out } = await desk.run(['redrive'], { env: { S: `whsec_${'a'.repeat(32)}` } });
    expect(code, err).toBe(2);
    expect(err).toMatch(/^jobwatch: \S+records\.sqlite was written by a later release of jobwatch: /);
    expect(out).toBe('');
    expect(await readdir(folder)).toHaveLength(1);
  });
});

describe('a watch in the file of records', () => {
  it('of a later release is gone on with: what it has more is dropped, and a status that nobody knows runs', async () => {
    const records = await openSqliteRecords(path, now);
    const view = {
      ...{ id: 'a-watch', status: 'postponed', started_at: '2026-11-24T07:00:00.000Z', more: 1 },
      request: { ...aRequest(), priority: 'high', polling: 'learned' },
      progress: { looks: 3, errors_seen: 0, slots: 2, sub_jobs: { ended: 1, of: 2, more: 1 } },
    };
    await records.keep({ of: 'accepted watches', id: 'a-watch' }, JSON.stringify(view), 60);
    expect(await makeWatchStore(records).all()).toMatchObject([
      {
        ...{ id: 'a-watch', status: 'running', request: { job_id: aRequest().job_id } },
        progress: { looks: 3, errors_seen: 0, sub_jobs: { ended: 1, of: 2 } },
      },
    ]);
    records.close();
  });
});

describe('a file of a dead letter', () => {
  it('has the version of the store, and its parts that of the state', async () => {
    const file = JSON.parse(await readFile(await keepDeadLetter(folder, letter), 'utf8'));
    expect(file).toMatchObject({
      version: storeVersion,
      notice: { version: 1 },
      attempt: { delivery: { version: 1 } },
    });
  });

  it('of an earlier release is read', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'old.json'), JSON.stringify(letter));
    expect((await readDeadLetters(folder)).letters).toMatchObject([{ letter }]);
  });

  it('of a later release stays and is told, and the command ends with exit code 1', async () => {
    await mkdir(folder, { recursive: true });
    const newer = join(folder, 'newer.json');
    await writeFile(newer, JSON.stringify({ ...letter, version: storeVersion + 1 }));
    const { code, err } = await desk.run(['redrive']);
    expect(code).toBe(1);
    expect(err).toBe(
      `jobwatch: ${newer} was written by a later release: expected store version 1 or lower, found 2. ` +
        'Run "jobwatch redrive" of that release or a later one. It stays.\n',
    );
    expect(await readdir(folder)).toEqual(['newer.json']);
  });
});
