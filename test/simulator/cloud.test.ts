import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../lib/simulator/cloud.ts';
import { jobIdOf, storyNames } from '../../lib/simulator/stories.ts';

const start = Date.parse('2026-03-01T10:00:00.000Z');

let time = start;
let cloud: Simulator;
const pass = (seconds: number) => {
  time += seconds * 1_000;
};
const open = async (options: Omit<SimulatorOptions, 'clock'> = {}) => {
  await cloud?.close();
  cloud = await startSimulator({ clock: { now: () => time }, ...options });
};

beforeEach(async () => {
  time = start;
  await open();
});
afterEach(() => cloud.close());

const poll = (jobId: string, token = cloud.issueToken(), project = cloud.projectId) =>
  fetch(`${cloud.url}/v1/${project}/jobs/${jobId}`, { headers: { 'x-auth-token': token } });

describe('the job query', () => {
  it('follows the clock from the start of the job to its end', async () => {
    const jobId = cloud.addJob('succeeds', { durationSeconds: 30 });
    const statuses: string[] = [];
    for (const wait of [0, 10, 20]) {
      pass(wait);
      const answer = await poll(jobId);
      expect(answer.status).toBe(200);
      statuses.push(JSON.parse(await answer.text()).status);
    }
    expect(statuses).toEqual(['INIT', 'RUNNING', 'SUCCESS']);
    expect(cloud.requests(jobId)).toBe(3);
  });

  it('takes jobs, ids and start times from its options', async () => {
    const jobId = 'ff8080826b45d4a5016b5036242c0025';
    await open({ jobs: [{ story: 'succeeds', jobId, beganAtMs: start - 90_000 }] });
    expect(await (await poll(jobId)).json()).toMatchObject({
      job_id: jobId,
      begin_time: '2026-03-01T09:58:30.000Z',
      end_time: '2026-03-01T10:00:00.000Z',
      status: 'SUCCESS',
    });
  });

  it('gives added jobs ids of 32 hex digits that are the same on every run', async () => {
    const first = [cloud.addJob('succeeds'), cloud.addJob('succeeds')];
    await open();
    expect([cloud.addJob('outage'), cloud.addJob('denied')]).toEqual(first);
    expect(new Set(first).size).toBe(2);
    for (const id of first) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each(storyNames.filter((story) => story !== 'unknown-job'))(
    'has a job with the story %s that begins at the first request',
    async (story) => {
      pass(1_000);
      await poll(jobIdOf(story));
      pass(1_000);
      const truth = cloud.truth(jobIdOf(story));
      if (truth.kind === 'ends') expect(truth.atMs).toBe(start + 1_090_000);
      else expect(story).toBe('never-ends');
      expect(cloud.requests(jobIdOf(story))).toBe(1);
    },
  );

  it('answers an unknown job like the story unknown-job', async () => {
    const answers = await Promise.all([
      poll('0000000062db92d70162db9d200f000a'),
      poll(jobIdOf('unknown-job')),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({ itemNotFound: { code: 'SDRS.0408', message: 'Null job' } });
    }
  });

  it('has a different request id in every answer', async () => {
    const answers = [await poll(jobIdOf('succeeds')), await poll('nobody-knows'), await fetch(cloud.url)];
    const ids = answers.map((answer) => answer.headers.get('x-request-id'));
    expect(ids).toEqual([1, 2, 3].map((serial) => serial.toString(16).padStart(32, '0')));
  });

  it('refuses another project', async () => {
    const answer = await poll(jobIdOf('succeeds'), cloud.issueToken(), 'f'.repeat(32));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ forbidden: { code: 'SDRS.0005' } });
  });

  it('resets the connection if the story says so', async () => {
    const jobId = cloud.addJob('resets-connection', { troubleAfterSeconds: 0 });
    await expect(poll(jobId)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it('does not answer if the story says so, and still closes at once', async () => {
    const jobId = cloud.addJob('hangs-connection', { troubleAfterSeconds: 0 });
    const hanging = poll(jobId);
    const token = cloud.issueToken();
    while (cloud.requests(jobId) === 0) await poll('another-job', token);
    await cloud.close();
    await expect(hanging).rejects.toThrow('fetch failed');
  });

  it('throws for an unknown job, with its id', () => {
    expect(() => cloud.truth('no-such-job')).toThrow('the simulator has no job no-such-job');
    expect(() => cloud.requests('no-such-job')).toThrow('add it with addJob');
  });
});

describe('any other request', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/v3/auth/tokens'],
    ['GET', '/v1/p/jobs'],
    ['GET', '/v1/p/jobs/j/'],
    ['DELETE', `/v1/p/jobs/${jobIdOf('succeeds')}`],
    ['POST', '/v1/p/server-groups'],
  ])('%s %s is answered by the gateway as an unknown API', async (method, path) => {
    const answer = await fetch(cloud.url + path, { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error_code: 'APIGW.0101' });
  });

  it('with a body of more than 1 MiB is refused', async () => {
    const answer = await fetch(`${cloud.url}/v3/auth/tokens`, {
      method: 'POST',
      body: 'x'.repeat(4_000_000),
    });
    expect(answer.status).toBe(413);
  });
});

describe('a port', () => {
  it('that is in use is shown in the error', async () => {
    const port = Number(new URL(cloud.url).port);
    await expect(startSimulator({ clock: { now: () => time }, port })).rejects.toMatchObject({
      message: expect.stringContaining(`127.0.0.1:${port}`),
      cause: { code: 'EADDRINUSE' },
    });
  });

  it('is free again after close', async () => {
    const port = Number(new URL(cloud.url).port);
    await cloud.close();
    await open({ port });
    expect(cloud.url).toBe(`http://127.0.0.1:${port}`);
  });
});
