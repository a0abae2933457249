import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoryName } from '../../lib/simulator/stories.ts';
import { useSandbox } from '../support/sandbox.ts';
import { token } from '../support/simulated-cloud.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import { yamlOf } from './recipe-document.ts';
import { describeScripts } from './shell-tools.ts';

const link = 'https://gitlab.example/p/1';
const key = 'a-key-of-the-tests-0123456789';
const [{ failover }] = yamlOf('GitLab CI: hand the job over');
const script = [...failover.before_script, ...failover.script].join('\n');

let pipeline: Pipeline;
const sandbox = useSandbox('file');
let api: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  pipeline = await startPipeline();
  api = await serve();
});
afterAll(async () => {
  await api.stop();
  await pipeline.close();
});

/** Runs `jobwatch serve`: the API of a deployed stack, locally. */
async function serve() {
  const { cloud } = pipeline;
  await sandbox.write(
    'jobwatch.yaml',
    `accounts: [{ id: otc, cloud: otc, region: eu-de, project_id: '${cloud.projectId}', endpoint: '${cloud.url}',
       credentials: { kind: token, token: 'env:OS_TOKEN' } }]
api: { keys: ['env:KEY'] }
`,
  );
  const interruption = new AbortController();
  const port = await freePort();
  const listening = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const ran = sandbox.run(['serve', '--port', String(port)], {
    env: { OS_TOKEN: token, KEY: key },
    interrupted: interruption.signal,
    heard: (text) => {
      if (text.includes('curl')) listening.resolve();
      if (text.includes('SDRS.0406')) ended.resolve();
    },
  });
  await Promise.race([listening.promise, ran]);
  const stop = () => {
    interruption.abort();
    return ran;
  };
  return { url: `http://127.0.0.1:${port}`, ended: ended.promise, stop };
}

/** Returns a port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describeScripts('GitLab CI: hand the job over', () => {
  it('has the shape of a job', () => {
    expect(Object.keys(failover)).toEqual(['image', 'before_script', 'script']);
  });

  const run = (story: StoryName | undefined, more: Record<string, string> = {}) =>
    pipeline.run(story, script, {
      variables: { JOBWATCH_API: api.url, JOBWATCH_KEY: key, CI_PIPELINE_URL: link, ...more },
    });

  it('requests a watch from the API, and continues', async () => {
    const ran = await run('fails-in-sub-job');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({
      answer: 'started',
      watch: { request: { job_id: ran.jobId, labels: { pipeline: link } } },
    });
    await api.ended;
  });

  it('fails if the API refuses the request', async () => {
    const ran = await run('succeeds', { JOBWATCH_KEY: 'an unknown key' });
    expect(ran.code).not.toBe(0);
    expect(ran.err).toContain('401');
  });

  it('fails if SDRS answers with an error', async () => {
    const ran = await run(undefined);
    expect(ran.code).not.toBe(0);
    expect(ran.err).toContain('SDRS.0205');
  });
});
