import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import type { Clock } from '../../lib/watch/ports/clock.ts';
import { DeadLetter } from '../../lib/workflow/contracts.ts';
import { endlessPatience, makePatientClock } from '../support/patient-clock.ts';
import { jsonLines, useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

let clock: Clock;
let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox();
beforeEach(async () => {
  clock = makePatientClock();
  cloud = await startSimulatedCloud({ clock });
  receiver = await startReceiver({ secrets: [secret], now: clock.now });
  await sandbox.write(
    'jobwatch.yaml',
    `destinations: [{ id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SECRET'] }]\n`,
  );
});
afterEach(() => Promise.all([cloud.close(), receiver.close()]));

const watch = (story: 'succeeds' | 'fails-with-code', flags: string[], env: Record<string, string> = {}) =>
  sandbox.run(['watch', cloud.endedJob(story), ...cloud.flags, ...flags], {
    env: { ...cloud.env, SECRET: secret, ...env },
    clock,
  });

describe('a delivery that is not taken', () => {
  it('is tried again while there is patience, and is delivered then', async () => {
    receiver.answerNext('webhook', { status: 503, count: 2 });
    const { code, out } = await watch('succeeds', endlessPatience);
    expect(code).toBe(0);
    expect(out).toContain('hook: not yet (');
    expect(out).toContain('hook: delivered at attempt 3');
    expect(receiver.received.at(-1)).toMatchObject({ verified: true, status: 204 });
  });

  it.each([
    ['succeeds', 0],
    ['fails-with-code', 1],
  ] as const)(
    'when patience ends is kept as a dead letter; a job that %s still gives %i',
    async (story, code) => {
      const state = join(sandbox.home, 'state');
      const ran = await watch(story, ['--patience', '0s'], { XDG_STATE_HOME: state });
      expect(ran.code).toBe(code);
      const folder = join(state, 'jobwatch', 'dead-letters');
      const [file, ...others] = await readdir(folder);
      expect(others).toEqual([]);
      expect(ran.out).toContain(`hook: not delivered (not delivered before the command ended; `);
      expect(ran.out).toContain(`saved in ${join(folder, file!)}\n`);
    },
  );

  it('has in its dead letter everything that is needed to send it again', async () => {
    receiver.answerNext('webhook', { status: 410 });
    await watch('fails-with-code', endlessPatience, { XDG_STATE_HOME: '' });
    const folder = join(sandbox.home, '.local/state/jobwatch/dead-letters');
    const [file] = await readdir(folder);
    const deadLetter = DeadLetter.parse(JSON.parse(await readFile(join(folder, file!), 'utf8')));
    const sent = JSON.parse(receiver.received[0]!.body);
    expect(deadLetter).toMatchObject({
      notification: { id: sent.id, type: 'sdrs.job.failed', job: sent.data.job },
      attempt: { delivery: { destination: 'hook', attempts: 1 }, result: { kind: 'gone' } },
    });
  });

  it('is reported if its dead letter cannot be saved, and the watch ends as usual', async () => {
    await writeFile(join(sandbox.home, 'file'), '');
    receiver.answerNext('webhook', { status: 410 });
    const { code, out, err } = await watch('succeeds', endlessPatience, {
      XDG_STATE_HOME: join(sandbox.home, 'file'),
    });
    expect(code).toBe(0);
    expect(err).toContain('key-values.sqlite (ENOTDIR');
    expect(out).toMatch(
      /hook: not delivered \(.*\), and could not be saved in \S+dead-letters \(ENOTDIR\)\n/,
    );
  });
});

it('an attempt under way when patience ends is kept once, and the end stays the last line', async () => {
  const arrived = Promise.withResolvers<void>();
  const notified = Promise.withResolvers<void>();
  const slow = createServer(async (_request, response) => {
    arrived.resolve();
    await notified.promise;
    response.writeHead(204).end();
  });
  await once(slow.listen(0, '127.0.0.1'), 'listening');
  const { port } = slow.address() as AddressInfo;
  await sandbox.write(
    'slow.yaml',
    `destinations: [{ id: hook, kind: webhook, url: 'http://127.0.0.1:${port}/', sign: ['env:SECRET'] }]\n`,
  );
  // Patience, and nothing else that waits here, ends when the attempt has arrived.
  const impatient: Clock = { now: clock.now, sleep: () => arrived.promise };
  const args = ['watch', cloud.endedJob('succeeds'), ...cloud.flags, '--config', 'slow.yaml'];
  const ran = await sandbox.run([...args, '--output', 'json'], {
    env: { ...cloud.env, SECRET: secret },
    clock: impatient,
    heard: (text) => {
      if (text.includes('"event":"end"')) notified.resolve();
    },
  });
  expect(ran.code).toBe(0);
  expect(jsonLines(ran).map(({ event }) => event)).toEqual(['poll', 'notification', 'dead_letter', 'end']);
  expect(await readdir(join(sandbox.home, '.local/state/jobwatch/dead-letters'))).toHaveLength(1);
  slow.close();
});
