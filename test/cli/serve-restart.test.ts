import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { closedPort } from '../http/loopback-server.ts';
import { useSandbox } from '../support/sandbox.ts';
import { accountsOf, apiEnv, apiKey, serveWithKey, withKey } from '../support/served-api.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const sandbox = useSandbox();
let cloud: SimulatedCloud;
let receiver: Receiver;
beforeEach(async () => {
  [cloud, receiver] = await Promise.all([
    startSimulatedCloud(),
    startReceiver({ secrets: [], now: Date.now }),
  ]);
});
afterEach(async () => {
  await Promise.all([cloud.close(), receiver.close()]);
});

const post = (job_id: string, more: object = {}) => ({
  method: 'POST',
  body: { job_id, project_id: cloud.projectId, ...more },
});
const serve = () => serveWithKey(sandbox, cloud);
const longJob = () => cloud.addJob('succeeds', { durationSeconds: 3_600 });

/** `jobwatch serve` in a process of its own that notifies a chat, until it gets a signal. */
async function spawned(jobId: string) {
  const port = await closedPort();
  const main = join(import.meta.dirname, '../../lib/cli/main.ts');
  const chat = "destinations:\n  - { id: ops, kind: slack, url: 'env:SLACK' }\n";
  await sandbox.write('jobwatch.yaml', accountsOf(cloud) + chat + withKey);
  const child = spawn(process.execPath, [main, 'serve', '--port', String(port)], {
    cwd: sandbox.cwd,
    env: {
      ...process.env,
      ...apiEnv,
      SLACK: receiver.slackUrl,
      XDG_STATE_HOME: join(sandbox.home, 'state'),
    },
  });
  let out = '';
  const untilOut = (text: string) =>
    new Promise<void>((resolve) => {
      child.stdout.on('data', () => out.includes(text) && resolve());
    });
  child.stdout.on('data', (text) => {
    out += text;
  });
  await untilOut('curl');
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify(post(jobId).body);
  const { status } = await fetch(`http://127.0.0.1:${port}/v1/watches`, { method: 'POST', headers, body });
  const end = (signal: 'SIGKILL' | 'SIGTERM') =>
    new Promise<string>((resolve) => {
      child.on('close', () => resolve(out));
      child.kill(signal);
    });
  return { status, untilOut, end };
}

describe('jobwatch serve that begins again', () => {
  it('goes on with what it accepted, and says so at both ends', async () => {
    const first = await serve();
    const [one, other] = [longJob(), longJob()];
    const { json } = await first.call('/v1/watches', post(one));
    await first.call('/v1/watches', post(other));
    expect((await first.end()).out).toContain(
      'Stopped. The next start resumes 2 watches whose outcome was not delivered.',
    );
    const second = await serve();
    const listed = await second.call('/v1/watches?status=running');
    expect(listed.json.watches.map(({ request }: { request: { job_id: string } }) => request.job_id)).toEqual(
      [other, one],
    );
    expect(listed.json.watches[1].started_at).toBe(json.watch.started_at);
    expect((await second.call('/v1/watches', post(one, { again: true }))).json.answer).toBe('running');
    await second.untilHeard(one);
    expect((await second.end()).out).toContain('Resumed 2 watches from the last run.\n');
  });

  it('begins the next run after one that ended before, and knows that one', async () => {
    const first = await serve();
    const jobId = cloud.endedJob('fails-in-sub-job');
    const { json } = await first.call('/v1/watches', post(jobId));
    await first.untilHeard('failed');
    expect((await first.end()).out).not.toContain('Stopped');
    const second = await serve();
    expect((await second.call(`/v1/watches/${json.watch.id}`)).json.status).toBe('failed');
    expect((await second.call('/v1/watches', post(jobId))).json.answer).toBe('ended');
    const again = await second.call('/v1/watches', post(jobId, { again: true }));
    expect(again.json.answer).toBe('started');
    expect(again.json.watch.id).not.toBe(json.watch.id);
    expect((await second.end()).out).not.toContain('of before');
  });

  it('announces the outcome of a watch whose process was killed, once', async () => {
    const jobId = cloud.addJob('succeeds', { durationSeconds: 4 });
    const killed = await spawned(jobId);
    expect(killed.status).toBe(202);
    await killed.end('SIGKILL');
    const next = await spawned(jobId);
    await next.untilOut('ops: delivered');
    const out = await next.end('SIGTERM');
    expect(out).toContain('Resumed 1 watch from the last run.');
    expect(out).not.toContain('Stopped.');
    expect(receiver.received).toHaveLength(1);
  });
});

describe('jobwatch serve keeps accepted watches for its run only', () => {
  it('beside another one, and leaves those of that one alone', async () => {
    const first = await serve();
    await first.call('/v1/watches', post(longJob()));
    const second = await serve();
    expect((await second.call('/v1/watches')).json.watches).toEqual([]);
    await second.call('/v1/watches', post(longJob()));
    const { out, err } = await second.end();
    expect(err).toBe(
      `jobwatch: another jobwatch serve uses ${join(sandbox.home, '.local/state/jobwatch')} (set XDG_STATE_HOME to give this one its own folder); accepted watches are stored for this run only.\n`,
    );
    expect(out).toContain('Stopped. 1 watch was dropped; nobody will be notified when it ends.');
    expect((await first.end()).out).toContain('resumes 1 watch whose outcome was not delivered');
  });

  it('where the store cannot be used', async () => {
    const folder = join(sandbox.home, '.local/state/jobwatch');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'key-values.sqlite'), 'no database'.repeat(200));
    const { end } = await serve();
    expect((await end()).err).toContain('accepted watches are stored for this run only.\n');
  });

  it('where the store cannot be held', async () => {
    const lock = join(sandbox.home, '.local/state/jobwatch/api.lock');
    await mkdir(lock, { recursive: true });
    const { end } = await serve();
    const { code, err } = await end();
    expect([code, err]).toEqual([
      0,
      `jobwatch: cannot use ${lock} (unable to open database file); accepted watches are stored for this run only.\n`,
    ]);
  });
});
