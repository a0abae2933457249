import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { shellCommand } from '../../lib/cli/shell-command.ts';
import { startReceiver } from '../../lib/simulator/receiver.ts';
import { ok, startAws } from '../aws/aws-server.ts';
import { machineArn } from '../aws/step-functions.ts';
import { anAnswer } from '../support/jobs.ts';
import { type RunOptions, useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

let cloud: SimulatedCloud;
const sandbox = useSandbox();
let interruption: AbortController;
beforeEach(async () => {
  cloud = await startSimulatedCloud();
  interruption = new AbortController();
});
afterEach(() => cloud.close());

/** Runs with the real clock: whatever waited for anything would time out. */
const run = (args: string[], options: RunOptions = {}) =>
  sandbox.run(args, { env: cloud.env, interrupted: interruption.signal, ...options });

const interruptWhenHeard = (words: string) => (text: string) => {
  if (text.includes(words)) interruption.abort();
};

describe('Ctrl-C', { timeout: 3_000 }, () => {
  it('between two polls ends the watch with 130, and says how to go on', async () => {
    const job = cloud.addJob('never-ends');
    const args = ['watch', job, ...cloud.flags, '--deadline', '2h'];
    const { code, out, err } = await run(args, { heard: interruptWhenHeard('polling again') });
    expect(code).toBe(130);
    expect(err).toBe(
      `\nStopped. The job continues in the cloud; watch again with:\n  jobwatch watch ${job} --endpoint ${cloud.url} --deadline 2h\n`,
    );
    expect(out.match(/\n/g)).toHaveLength(1);
  });

  it('keeps the outcomes that were announced, and names only the other jobs', async () => {
    const ended = cloud.endedJob('succeeds');
    const left = [cloud.addJob('never-ends'), cloud.addJob('never-ends')];
    let ends = 0;
    const heard = (text: string) => {
      if (text.includes('polling again') || text.includes('✅')) ends += 1;
      if (ends === 3) interruption.abort();
    };
    const { code, out, err } = await run(['watch', left[0]!, ended, left[1]!, ...cloud.flags], { heard });
    expect(code).toBe(130);
    expect(out).toContain('✅');
    expect(err).toContain(
      `The jobs continue in the cloud; watch again with:\n  jobwatch watch ${left.join(' ')} --`,
    );
  });

  it.each([
    ['the first question', 1],
    ['the first poll', 2],
  ])('does not wait for an answer to %s', async (_, hanging) => {
    let requests = 0;
    const server = await serving((_request, response) => {
      requests += 1;
      if (requests === hanging) interruption.abort();
      else response.end(JSON.stringify(anAnswer({ job_id: 'abcdefgh' })));
    });
    const { code } = await run(['watch', 'abcdefgh', '--endpoint', urlOf(server)]);
    expect({ code, requests }).toEqual({ code: 130, requests: hanging });
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['an API that does not answer', () => {}],
    [
      'an API that is busy',
      (response: ServerResponse) => response.writeHead(503, { 'retry-after': '30' }).end(),
    ],
  ])('does not wait for %s', async (_, answer) => {
    const server = await serving((_request, response) => {
      answer(response);
      setTimeout(() => interruption.abort(), 100);
    });
    const env = { JOBWATCH_API_URL: urlOf(server), JOBWATCH_API_KEY: 'a-key-of-the-tests-0123456789' };
    expect(await run(['list'], { env })).toMatchObject({ code: 130, out: '', err: '' });
    server.closeAllConnections();
    server.close();
  });

  it('does not wait for an IAM that is asked for a project and does not answer', async () => {
    const server = await serving(() => interruption.abort());
    const env = {
      OS_AUTH_URL: urlOf(server),
      OS_USERNAME: 'user',
      OS_PASSWORD: 'password',
      OS_USER_DOMAIN_NAME: 'domain',
      OS_PROJECT_NAME: 'eu-de',
    };
    expect((await run(['watch', 'abcdefgh', '--endpoint', cloud.url], { env })).code).toBe(130);
    server.closeAllConnections();
    server.close();
  });

  it('does not wait for a stack with many watches', async () => {
    let pages = 0;
    const aws = await startAws(() => {
      pages += 1;
      if (pages === 3) interruption.abort();
      return ok({ executions: [], ...(pages < 500 && { nextToken: String(pages) }) });
    });
    vi.stubEnv('AWS_ENDPOINT_URL_SFN', aws.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await aws.close();
    });
    expect((await run(['list', '--status', 'lost', '--machine', machineArn])).code).toBe(130);
    expect(pages).toBeLessThan(6);
  });

  it('before the first poll asks nobody', async () => {
    interruption.abort();
    const job = cloud.addJob('never-ends');
    expect((await run(['watch', job, ...cloud.flags])).code).toBe(130);
    expect(cloud.requests(job)).toBe(0);
  });

  it('ends the reading of standard input', async () => {
    const running = run(['watch', '-', ...cloud.flags]);
    setImmediate(() => interruption.abort());
    expect(await running).toMatchObject({ code: 130, out: '', err: '' });
  });

  it('ends the patience for deliveries: they are kept, and the exit code is the job’s', async () => {
    const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const receiver = await startReceiver({ secrets: [secret], now: Date.now });
    receiver.answerNext('webhook', { status: 503 });
    await sandbox.write(
      'jobwatch.yaml',
      `destinations: [{ id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SECRET'] }]\n`,
    );
    const { code, out } = await run(['watch', cloud.endedJob('fails-with-code'), ...cloud.flags], {
      env: { ...cloud.env, SECRET: secret },
      heard: interruptWhenHeard('retrying in'),
    });
    expect(code).toBe(1);
    expect(out).toContain('saved in');
    await receiver.close();
  });

  it('ends the demo with 130', async () => {
    const { code, out } = await run(['demo'], { heard: interruptWhenHeard('polling again') });
    expect(code).toBe(130);
    expect(out).not.toContain('notification');
  });

  it('ends the simulated cloud, which is no failure', async () => {
    const { code, out } = await run(['simulate'], { heard: interruptWhenHeard('goes-back') });
    expect(code).toBe(0);
    expect(out).toContain('A simulated cloud runs at http://127.0.0.1:');
  });
});

describe('how to go on', () => {
  it.each<[object, string]>([
    [{}, 'jobwatch watch job-0001 job-0002'],
    [{ osCloud: 'otc', output: 'json' }, 'jobwatch watch job-0001 job-0002 --os-cloud otc --output json'],
    [{ config: "it's mine.yaml" }, "jobwatch watch job-0001 job-0002 --config 'it'\\''s mine.yaml'"],
    [{ config: '$HOME/x' }, "jobwatch watch job-0001 job-0002 --config '$HOME/x'"],
  ])('with %j can be typed into a shell', (flags, command) => {
    expect(shellCommand(['watch', 'job-0001', 'job-0002'], flags, {})).toBe(command);
  });

  it('from the project’s own script names that script', () => {
    const env = { npm_lifecycle_event: 'jobwatch' };
    expect(shellCommand(['watch', 'job-0001'], {}, env)).toBe('npm run jobwatch -- watch job-0001');
  });
});

async function serving(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
