import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import type { StoryName } from '../../lib/simulator/stories.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const signing = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox('file');
beforeAll(async () => {
  [cloud, receiver] = await Promise.all([
    startSimulatedCloud(),
    startReceiver({ secrets: [signing], now: Date.now }),
  ]);
  await sandbox.write(
    'jobwatch.yaml',
    `destinations:
  - { id: ops, kind: slack, url: 'env:SLACK' }
  - { id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SIGNING'] }
`,
  );
});
afterAll(async () => {
  await Promise.all([cloud.close(), receiver.close()]);
});

interface Disk {
  kibibytes: number;
  state: string;
  /** Where the output goes, in words of the shell. */
  into?: string;
}

/**
 * Runs a command where no file may grow beyond a number of KiB: the file system answers EFBIG, as a full one
 * answers ENOSPC.
 */
async function runWithin({ kibibytes, state, into = '' }: Disk, args: string[]) {
  const main = join(import.meta.dirname, '../../lib/cli/main.ts');
  const limited = `ulimit -f ${kibibytes} && exec "$0" "$@" ${into}`;
  const child = spawn('bash', ['-c', limited, process.execPath, main, ...args], {
    cwd: sandbox.cwd,
    env: { ...cloud.env, SLACK: receiver.slackUrl, SIGNING: signing, XDG_STATE_HOME: state },
  });
  const exited = new Promise((resolve) => child.once('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { out, err, code };
}

const watching = (story: StoryName) => ['watch', cloud.endedJob(story), ...cloud.flags, '--output', 'json'];

describe.each([0, 1, 20])('a disk on which a file may have %i KiB', (kibibytes) => {
  it('ends with the exit code of the job, its end on the last line, and every failure explained', async () => {
    const state = join(sandbox.home, `state-${kibibytes}`);
    receiver.answerNext('webhook', { status: 410 });
    const { out, err, code } = await runWithin({ kibibytes, state }, watching('fails-with-code'));
    const lines = out.split('\n').filter(Boolean);
    expect(code).toBe(1);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'end', outcome: 'failed' });
    expect(lines.find((line) => line.includes('"destination":"ops"'))).toContain('"kind":"delivered"');
    const deadLetter = lines.find((line) => line.includes('"event":"dead_letter"'));
    expect(deadLetter).toMatch(kibibytes < 4 ? /could not be saved in \S+ \(EFBIG\)/ : /saved in/);
    expect(err + out).not.toMatch(/^ {4}at |node:internal|file:\/\//m);
    if (kibibytes === 0) expect(err).toContain('deliveries are recorded for this run only');
  });

  it('leaves no half of a dead deadLetter that redrive would take for a whole one', async () => {
    const folder = join(sandbox.home, `state-${kibibytes}`, 'jobwatch/dead-letters');
    const names = await readdir(folder).catch(() => []);
    expect(names.filter((name) => name.endsWith('.json'))).toHaveLength(kibibytes < 4 ? 0 : 1);
  });
});

describe('a disk on which no space is left for the output either', () => {
  it.each([
    ['the output', '>"$XDG_STATE_HOME.out"', 'fails-with-code', 1],
    ['both the output and what goes wrong', '>"$XDG_STATE_HOME.out" 2>&1', 'succeeds', 0],
  ] as const)(
    'of %s (%s) changes neither the exit code of a job that %s nor its notifications',
    async (...given) => {
      const [what, into, story, expected] = given;
      const before = receiver.received.length;
      const disk = { kibibytes: 0, state: join(sandbox.home, `${story} without ${what}`), into };
      const { err, code } = await runWithin(disk, watching(story));
      expect(code).toBe(expected);
      expect(
        receiver.received
          .slice(before)
          .map(({ channel }) => channel)
          .sort(),
      ).toEqual(['slack', 'webhook']);
      if (what === 'the output') {
        expect(err.match(/^jobwatch: cannot write output \(EFBIG\)/gm)).toHaveLength(1);
      }
    },
  );

  it('is no success of a command that only prints', async () => {
    const disk = { kibibytes: 0, state: join(sandbox.home, 'render'), into: '>"$XDG_STATE_HOME.out"' };
    const { code, err } = await runWithin(disk, ['render', '--kind', 'slack']);
    expect(code).toBe(4);
    expect(err).toMatch(/^jobwatch: cannot write output \(EFBIG\)\.$/m);
  });

  it('leaves the exit code of wrong usage as it is', async () => {
    const disk = { kibibytes: 0, state: join(sandbox.home, 'wrong'), into: '2>"$XDG_STATE_HOME.err"' };
    expect((await runWithin(disk, ['watch', '--wrong'])).code).toBe(2);
  });
});
