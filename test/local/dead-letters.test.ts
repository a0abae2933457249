import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stateFolder } from '../../lib/local/context.ts';
import { readDeadLetters, saveDeadLetter } from '../../lib/local/dead-letters.ts';
import { DeadLetter } from '../../lib/workflow/contracts.ts';
import { aNotification } from '../support/notifications.ts';

const notification = aNotification();
const deadLetter: DeadLetter = {
  notification,
  attempt: {
    delivery: { destination: 'hook', attempts: 3, first_attempt_at: '2026-03-01T12:04:18.000Z' },
    result: { kind: 'gone', why: 'it is gone' },
  },
};

let home: string;
let folder: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'jobwatch-'));
  folder = join(home, 'state', 'dead-letters');
});
afterEach(() => rm(home, { recursive: true }));

describe('a dead letter', () => {
  it('is a file of JSON with everything that is needed to send it again', async () => {
    const path = await saveDeadLetter(folder, deadLetter);
    expect(path).toBe(join(folder, `${notification.id}.hook.json`));
    expect(DeadLetter.parse(JSON.parse(await readFile(path, 'utf8')))).toEqual(deadLetter);
  });

  it('is whole, with nothing beside it', async () => {
    await saveDeadLetter(folder, deadLetter);
    expect(await readdir(folder)).toEqual([`${notification.id}.hook.json`]);
  });

  it('is for its owner only, and so is its folder', async () => {
    const path = await saveDeadLetter(folder, deadLetter);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('of a notification that nobody could plan has a name too', async () => {
    const path = await saveDeadLetter(folder, { notification, caught: { Error: 'TypeError' } });
    expect(path).toBe(join(folder, `${notification.id}.unplanned.json`));
  });

  it('takes the place of an older one of the same notification and destination', async () => {
    await saveDeadLetter(folder, deadLetter);
    const path = await saveDeadLetter(folder, { ...deadLetter, attempt: undefined });
    await saveDeadLetter(folder, { ...deadLetter, caught: 'second' });
    expect(path).toContain('unplanned');
    expect(JSON.parse(await readFile(join(folder, `${notification.id}.hook.json`), 'utf8'))).toMatchObject({
      caught: 'second',
    });
  });

  it('is kept by all who keep it at the same time', async () => {
    const paths = await Promise.all(Array.from({ length: 6 }, () => saveDeadLetter(folder, deadLetter)));
    expect(new Set(paths).size).toBe(1);
    expect(await readdir(folder)).toEqual([`${notification.id}.hook.json`]);
  });

  it('leaves nothing behind when it cannot be put in its place', async () => {
    await mkdir(join(folder, `${notification.id}.hook.json`, 'in the way'), { recursive: true });
    await expect(saveDeadLetter(folder, deadLetter)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await readdir(folder)).toEqual([`${notification.id}.hook.json`]);
  });

  it.skipIf(process.getuid?.() === 0)('is refused by a folder that takes nothing', async () => {
    await chmod(home, 0o500);
    await expect(saveDeadLetter(folder, deadLetter)).rejects.toMatchObject({ code: 'EACCES' });
    await chmod(home, 0o700);
  });
});

it('a dead letter that is nested too deeply is ignored, and the others are read', async () => {
  await saveDeadLetter(folder, deadLetter);
  const part = '{"job_id":"a","label":"b","entities":{},"sub_jobs":[';
  const job = `${part.repeat(5_000)}${']}'.repeat(5_000)}`;
  const text = JSON.stringify({ notification: { ...notification, job: 'JOB' } }).replace('"JOB"', job);
  await writeFile(join(folder, 'edited.json'), text);
  expect(await readDeadLetters(folder)).toMatchObject({
    deadLetters: [{ deadLetter }],
    unreadable: [join(folder, 'edited.json')],
  });
});

it('a file that cannot be read is ignored, and the others are read', async () => {
  await saveDeadLetter(folder, deadLetter);
  await mkdir(join(folder, 'a-folder.json'));
  await symlink('/nowhere', join(folder, 'a-link.json'));
  expect(await readDeadLetters(folder)).toMatchObject({
    deadLetters: [{ deadLetter }],
    unreadable: ['a-folder.json', 'a-link.json'].map((name) => join(folder, name)),
  });
});

describe('the state folder', () => {
  it.each([
    [{ XDG_STATE_HOME: 'relative' }, '/home/me/.local/state/jobwatch'],
    [{ XDG_STATE_HOME: '/state' }, '/state/jobwatch'],
    [{ XDG_STATE_HOME: '' }, '/home/me/.local/state/jobwatch'],
    [{}, '/home/me/.local/state/jobwatch'],
  ])('of %j is %s', (env, path) => {
    expect(stateFolder({ env, home: '/home/me' })).toBe(path);
  });
});
