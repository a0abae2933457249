import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spoilsJob } from '../simulator/job-faults.ts';
import { useSandbox } from '../support/sandbox.ts';
import { accountsOf, apiEnv as env, apiKey as key, serveWithKey, withKey } from '../support/served-api.ts';
import { type SimulatedCloud, startSimulatedCloud, token } from '../support/simulated-cloud.ts';

const sandbox = useSandbox();
let cloud: SimulatedCloud;
beforeEach(async () => {
  cloud = await startSimulatedCloud();
});
afterEach(async () => {
  await cloud.close();
});

const accounts = () => accountsOf(cloud);
const serve = (flags: string[] = []) => serveWithKey(sandbox, cloud, flags);

describe('jobwatch serve', () => {
  it('says where it listens and how to call it, and ends with 0', async () => {
    const { port, call, end } = await serve();
    expect(await call('/healthz', { authorization: '' })).toEqual({ status: 200, json: { status: 'ok' } });
    const { code, out, err } = await end();
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Accepts watches at http://127.0.0.1:${port} until Ctrl-C`);
    expect(out).toContain(`curl -X POST http://127.0.0.1:${port}/v1/watches`);
    expect(out).not.toContain(key);
  });

  it('repeats no key and no token, in its answers or in its output, also where the gateway repeats the token', async () => {
    const { call, untilHeard, end } = await serve();
    const faultAt = () => ({ fault: 'echoes-credentials' as const, sinceSeconds: 0 });
    const request = {
      job_id: cloud.addJob('succeeds', { spoil: spoilsJob(faultAt) }),
      project_id: cloud.projectId,
    };
    const answers: unknown[] = [await call('/v1/watches', { method: 'POST', body: request })];
    await untilHeard('WAF.0001');
    answers.push(await call('/v1/watches'), await call('/v1/watches', { authorization: 'Bearer wrong' }));
    const ran = await end();
    const everything = JSON.stringify([answers, ran]);
    expect(everything).toContain('WAF.0001');
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(key);
  });

  it('watches a requested job to its end', async () => {
    const { call, untilHeard, end } = await serve();
    const job_id = cloud.endedJob('fails-in-sub-job');
    const started = await call('/v1/watches', {
      method: 'POST',
      body: { job_id, project_id: cloud.projectId },
    });
    expect([started.status, started.json.answer]).toEqual([202, 'started']);
    await untilHeard('failed');
    const { json } = await call(`/v1/watches/${started.json.watch.id}`);
    expect(json).toMatchObject({
      status: 'failed',
      outcome: 'failed',
      job_status: 'FAIL',
      progress: { polls: 1 },
    });
    expect((await call('/v1/watches?status=failed')).json.watches).toHaveLength(1);
    expect((await call(`/v1/watches/${started.json.watch.id}`, { method: 'DELETE' })).status).toBe(409);
    expect((await end()).code).toBe(0);
  });

  it('stops a watch on request', async () => {
    const { call, end } = await serve();
    const job_id = cloud.addJob('succeeds', { durationSeconds: 3_600 });
    const { json } = await call('/v1/watches', {
      method: 'POST',
      body: { job_id, project_id: cloud.projectId },
    });
    expect((await call(`/v1/watches/${json.watch.id}?reason=enough`, { method: 'DELETE' })).status).toBe(204);
    expect((await call(`/v1/watches/${json.watch.id}`)).json).toMatchObject({
      status: 'stopped',
      cause: 'enough',
    });
    await end();
  });

  it.each([
    ['comes in pieces of unknown length', 10, 400],
    ['comes in pieces and is too long', 70_000, 413],
  ])('takes a body that %s', async (_, spaces, expected) => {
    const { port, end } = await serve();
    const body = new ReadableStream({
      start: (pieces) => {
        pieces.enqueue(Buffer.from('{}'.padStart(spaces)));
        pieces.close();
      },
    });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const url = `http://127.0.0.1:${port}/v1/watches`;
    const { status } = await fetch(url, { method: 'POST', headers, body, duplex: 'half' });
    expect(status).toBe(expected);
    await end();
  });

  it.each([
    [
      ['--host', '0.0.0.0'],
      'jobwatch: --host: other machines reach 0.0.0.0 over plain http, so keys travel in clear text',
    ],
    [['--host', '127.0.0.1'], ''],
    [['--host', '::1'], ''],
    [['--host', 'localhost'], ''],
  ])('says where keys would travel in clear text: %s', async (flags, expected) => {
    const { end } = await serve(flags);
    const { code, err } = await end();
    expect([code, err.slice(0, expected.length || undefined)]).toEqual([0, expected]);
  });

  it('lets no stranger in', async () => {
    const { call, end } = await serve();
    expect((await call('/v1/watches', { authorization: 'Bearer nothing' })).status).toBe(401);
    await end();
  });
});

describe('jobwatch serve does not begin', () => {
  const refused = async (configuration: string, flags: string[] = []) => {
    await sandbox.write('jobwatch.yaml', configuration);
    const { code, out, err } = await sandbox.run(['serve', ...flags], { env: { ...env, SHORT: 'short' } });
    return [code, out, err];
  };

  it('without a key', async () => {
    expect(await refused(accounts())).toEqual([
      2,
      '',
      'jobwatch: jobwatch.yaml: api.keys: expected at least one key such as env:JOBWATCH_API_KEY, found none; without one nobody can call the API.\n',
    ]);
  });

  it('without an account', async () => {
    expect((await refused(withKey))[2]).toContain('accounts: expected at least one account, found none');
  });

  it('with a key that is not set, or that could be guessed', async () => {
    expect(await refused(`${accounts()}api: { keys: ['env:MISSING'] }\n`)).toEqual([
      2,
      '',
      expect.stringContaining('MISSING'),
    ]);
    expect(await refused(`${accounts()}api: { keys: ['env:SHORT'] }\n`)).toEqual([
      2,
      '',
      expect.stringContaining('env:SHORT: expected a key of at least 16'),
    ]);
  });

  it('on a port that is taken', async () => {
    const port = new URL(cloud.url).port;
    const [code, , err] = await refused(accounts() + withKey, ['--port', port]);
    expect([code, err]).toEqual([
      2,
      `jobwatch: --port: cannot use 127.0.0.1:${port} (EADDRINUSE); name another port or host.\n`,
    ]);
  });
});
