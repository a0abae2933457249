import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { type Desk, makeDesk } from '../support/desks.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

let cloud: SimulatedCloud;
let receiver: Receiver;
let desk: Desk;
beforeAll(async () => {
  [cloud, receiver, desk] = await Promise.all([
    startSimulatedCloud(),
    startReceiver({ secrets: [], now: Date.now }),
    makeDesk(),
  ]);
  await desk.write('jobwatch.yaml', "destinations:\n  - { id: ops, kind: slack, url: 'env:SLACK' }\n");
});
afterAll(async () => {
  await Promise.all([cloud.close(), receiver.close()]);
  await desk.remove();
});

/** Runs the command in a process of its own; killed without a warning as soon as it has written a text. */
function run(jobId: string, killedAt?: string): Promise<{ out: string; signal: string | null }> {
  const main = join(import.meta.dirname, '../../lib/cli/main.ts');
  const child = spawn(process.execPath, [main, 'watch', jobId, ...cloud.flags], {
    cwd: desk.cwd,
    env: { ...process.env, ...cloud.env, SLACK: receiver.slackUrl, XDG_STATE_HOME: join(desk.home, 'state') },
  });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
    if (killedAt !== undefined && out.includes(killedAt)) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('close', (_code, signal) => resolve({ out, signal })));
}

describe('a command that was killed and is run again', () => {
  it('tells nobody a second time', async () => {
    const jobId = cloud.endedJob('fails-with-code');
    expect((await run(jobId, 'ops: delivered')).signal).toBe('SIGKILL');
    const again = await run(jobId);
    expect(again.out).toContain('ops: was delivered before');
    expect(receiver.received).toHaveLength(1);
  });

  it('tells what it had not told yet', async () => {
    const before = receiver.received.length;
    const jobId = cloud.endedJob('succeeds');
    receiver.answerNext('slack', { status: 429, headers: { 'retry-after': '600' } });
    expect((await run(jobId, 'ops: not yet')).signal).toBe('SIGKILL');
    const again = await run(jobId);
    expect(again.out).toContain('ops: delivered');
    expect(receiver.received).toHaveLength(before + 2);
  });
});
