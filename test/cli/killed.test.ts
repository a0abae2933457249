import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const signing = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox('file');
beforeAll(async () => {
  [cloud, receiver] = await Promise.all([
    startSimulatedCloud(),
    startReceiver({ secrets: [signing], now: Date.now }),
  ]);
  await sandbox.write('jobwatch.yaml', "destinations:\n  - { id: ops, kind: slack, url: 'env:SLACK' }\n");
});
afterAll(async () => {
  await Promise.all([cloud.close(), receiver.close()]);
});

/** Runs the command in a process of its own; killed without a warning as soon as it has written a text. */
function run(
  jobId: string,
  { killedAt, flags = [] }: { killedAt?: string; flags?: string[] } = {},
): Promise<{ out: string; signal: string | null }> {
  const main = join(import.meta.dirname, '../../lib/cli/main.ts');
  const child = spawn(process.execPath, [main, 'watch', jobId, ...cloud.flags, ...flags], {
    cwd: sandbox.cwd,
    env: {
      ...process.env,
      ...cloud.env,
      SLACK: receiver.slackUrl,
      SIGNING: signing,
      XDG_STATE_HOME: join(sandbox.home, 'state'),
    },
  });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
    if (killedAt !== undefined && out.includes(killedAt)) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('close', (_code, signal) => resolve({ out, signal })));
}

describe('a command that was killed and is run again', () => {
  it('notifies nobody a second time', async () => {
    const jobId = cloud.endedJob('fails-with-code');
    expect((await run(jobId, { killedAt: 'ops: delivered' })).signal).toBe('SIGKILL');
    const again = await run(jobId);
    expect(again.out).toContain('ops: delivered before');
    expect(receiver.received).toHaveLength(1);
  });

  it('announces what it had not announced yet', async () => {
    const before = receiver.received.length;
    const jobId = cloud.endedJob('succeeds');
    receiver.answerNext('slack', { status: 429, headers: { 'retry-after': '600' } });
    expect((await run(jobId, { killedAt: 'ops: not yet' })).signal).toBe('SIGKILL');
    const again = await run(jobId);
    expect(again.out).toContain('ops: delivered');
    expect(again.out).not.toContain('not yet');
    expect(receiver.received).toHaveLength(before + 2);
  });

  /** In the order in which the lines come; a delivery is recorded before it is reported. */
  const points = ['"event":"poll"', '"event":"notification"', '"event":"delivery"', '"event":"end"'];

  it.concurrent.each(points)(
    'at %s delivers the notification, and repeats nothing that was reported as delivered',
    async (killedAt) => {
      await sandbox.write(
        'audit.yaml',
        `destinations: [{ id: audit, kind: webhook, url: '${receiver.url}', sign: ['env:SIGNING'] }]\n`,
      );
      const jobId = cloud.endedJob('fails-with-code');
      const flags = ['--config', 'audit.yaml', '--output', 'json'];
      const first = await run(jobId, { killedAt, flags });
      const again = await run(jobId, { flags });
      const ids = receiver.received
        .filter(({ body }) => body.includes(jobId))
        .map(({ headers }) => headers['webhook-id']);
      expect(again.out).toMatch(/"event":"end","outcome":"failed".*\n$/);
      expect(again.out).not.toContain('on its way there already');
      // Between sending and remembering nobody can know: the id is the same, and the receiver recognises it.
      expect(new Set(ids).size).toBe(1);
      if (first.out.includes('"event":"delivery"')) expect(ids).toHaveLength(1);
      if (killedAt !== '"event":"end"') expect(first.signal).toBe('SIGKILL');
    },
  );
});
