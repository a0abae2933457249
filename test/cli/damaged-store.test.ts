import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const signing = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const always = "{ from: '00:00', to: '23:59', zone: UTC, unless: [error] }";

let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox('file');
let state: string;
beforeAll(async () => {
  [cloud, receiver] = await Promise.all([
    startSimulatedCloud(),
    startReceiver({ secrets: [signing], now: Date.now }),
  ]);
  state = join(sandbox.home, 'state', 'jobwatch');
  await sandbox.write(
    'jobwatch.yaml',
    `destinations:
  - { id: ops, kind: slack, url: 'env:SLACK' }
  - { id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SIGNING'] }
routes:
  - { to: [ops], once_per: { same: [job], within: 1h }, quiet: ${always} }
  - { to: [hook] }
`,
  );
});
beforeEach(async () => {
  await rm(state, { recursive: true, force: true });
  await mkdir(state, { recursive: true });
});
afterAll(async () => {
  await Promise.all([cloud.close(), receiver.close()]);
});

const watch = () =>
  sandbox.run(['watch', cloud.endedJob('fails-with-code'), ...cloud.flags, '--output', 'json'], {
    env: {
      ...cloud.env,
      SLACK: receiver.slackUrl,
      SIGNING: signing,
      XDG_STATE_HOME: join(sandbox.home, 'state'),
    },
  });

const database = (path: string, sql: string) => {
  const made = new DatabaseSync(path);
  made.exec(sql);
  made.close();
};

const table =
  'CREATE TABLE records (about TEXT, id TEXT, text TEXT, until INTEGER, PRIMARY KEY (about, id)) WITHOUT ROWID, STRICT;';

const damages: [what: string, lay: (path: string) => unknown][] = [
  ['random bytes', (path) => writeFile(path, Buffer.alloc(20_000, 'no database'))],
  ['a folder', (path) => mkdir(path)],
  ['the head of a database', (path) => writeFile(path, 'SQLite format 3\0')],
  ['another database', (path) => database(path, 'CREATE TABLE records (x)')],
  ['a file of no bytes', (path) => writeFile(path, '')],
  [
    'a database that takes nothing',
    (path) =>
      database(
        path,
        `${table} CREATE TRIGGER no BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'no'); END;`,
      ),
  ],
  [
    'a database that loses what it takes',
    (path) =>
      database(path, `${table} CREATE TRIGGER no AFTER INSERT ON records BEGIN DELETE FROM records; END;`),
  ],
];

describe('with damaged records', () => {
  it.each(damages)('a watch continues and notifies every destination: %s', async (_what, lay) => {
    await lay(join(state, 'key-values.sqlite'));
    const before = receiver.received.length;
    const { code, out, err } = await watch();
    expect(code).toBe(1);
    expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'end',
      outcome: 'failed',
    });
    expect(
      receiver.received
        .slice(before)
        .map(({ channel }) => channel)
        .sort(),
    ).toEqual(['slack', 'webhook']);
    expect(err).toMatch(/^(|jobwatch: cannot use \S+key-values\.sqlite \(.+\): .+ move it away\.\n)$/);
  });
});
