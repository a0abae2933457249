import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { WatchView } from '../../lib/watch/watch-view.ts';
import { jsonLines, type RunOptions, useSandbox } from '../support/sandbox.ts';
import { apiKey, serveWithKey } from '../support/served-api.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

const sandbox = useSandbox();
let cloud: SimulatedCloud;
beforeEach(async () => {
  cloud = await startSimulatedCloud();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloud.close();
});

describe('watches of an API', () => {
  let api: Awaited<ReturnType<typeof serveWithKey>>;
  const caller = useSandbox();
  beforeEach(async () => {
    api = await serveWithKey(sandbox, cloud);
  });
  afterEach(async () => {
    await api.end();
  });
  const run = (args: string[], options: RunOptions = {}) =>
    caller.run(args, {
      ...options,
      env: {
        JOBWATCH_API_URL: `http://127.0.0.1:${api.port}`,
        JOBWATCH_API_KEY: apiKey,
        OS_PROJECT_ID: cloud.projectId,
        ...options.env,
      },
    });
  const running = () => cloud.addJob('succeeds', { durationSeconds: 3_600 });
  const started = async (job: string): Promise<string> => {
    const [line] = jsonLines(await run(['start', job, '--output', 'json']));
    return WatchView.parse(line?.['watch']).id;
  };

  it('start, show themselves, are listed and stop', async () => {
    const job = running();
    const id = await started(job);
    expect((await run(['start', job])).out).toBe(`${id}  is already being watched\n`);
    for (const name of [id, job]) {
      const { code, out } = await run(['show', name]);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^Watch +${id}$`, 'm'));
      expect(out).toMatch(/^Status +running$/m);
      expect(out).toMatch(new RegExp(`^Job +${job} of SDRS$`, 'm'));
    }
    expect((await run(['list'])).out).toMatch(
      new RegExp(
        `^STARTED +STATUS +JOB +SUB-JOBS +WATCH\\n[-0-9]{10} [:0-9]{8} +running +\\S+ +- +${id}\\n$`,
      ),
    );
    expect(await run(['stop', id, '--reason', 'called off'])).toMatchObject({
      code: 0,
      out: `${id}  stopped; there will be no notification\n`,
    });
    expect(jsonLines(await run(['show', id, '--output', 'json']))).toMatchObject([
      { id, status: 'stopped', cause: 'called off' },
    ]);
    expect((await run(['stop', id])).out).toBe(`${id}  had ended before\n`);
  });

  it('start again on request', async () => {
    const job = cloud.endedJob('succeeds');
    const id = await started(job);
    await api.untilHeard('succeeded');
    expect((await run(['start', job])).out).toBe(
      `${id}  ended before (succeeded); use --again to watch the job again\n`,
    );
    expect((await run(['start', job, '--again'])).out).toMatch(/^sdrs-\S+ {2}started\n$/);
  });

  it.each([
    ['succeeds', 0, 'succeeded'],
    ['fails-in-sub-job', 1, 'failed (SDRS.'],
  ] as const)('are waited for: a job that %s ends with %i', async (story, code, notified) => {
    const job = cloud.endedJob(story);
    const { out, ...ran } = await run(['start', job, '--wait'], { clock: makeSkippingClock(Date.now()) });
    expect([ran.code, ran.err]).toEqual([code, '']);
    expect(out.split('\n').at(-2)).toMatch(/^sdrs-\S+ {2}\w/);
    expect(out).toContain(notified);
  });

  it('continue when nobody waits any more, and the printed command shows them', async () => {
    const job = running();
    const interruption = new AbortController();
    const { code, err } = await run(['start', job, '--wait'], {
      interrupted: interruption.signal,
      heard: (text) => {
        if (text.includes('RUNNING') || text.includes('not seen yet'))
          setImmediate(() => interruption.abort());
      },
    });
    expect(code).toBe(130);
    expect(err).toMatch(
      /^\nStopped waiting; the watch continues\. See its status with:\n {2}jobwatch show sdrs-\S+\n$/,
    );
    expect((await run(['show', job])).out).toMatch(/^Status +running$/m);
  });

  it('start from answers on standard input, with labels', async () => {
    const input = `{"job_id":"${running()}"}\n{"job_id":"${running()}"}\n`;
    const { code, out } = await run(['start', '-', '--label', 'drill=Q4=b', '--output', 'json'], { input });
    expect([code, out.split('\n').length]).toEqual([0, 3]);
    expect(jsonLines({ out }).map(({ watch }) => watch)).toMatchObject([
      { request: { labels: { drill: 'Q4=b' } } },
      { request: { labels: { drill: 'Q4=b' } } },
    ]);
  });

  it('are listed in pages until there are enough, and those of one status alone', async () => {
    for (let count = 0; count < 25; count++) await started(running());
    const limited = await run(['list', '--limit', '22', '--output', 'json']);
    expect(jsonLines(limited)).toHaveLength(22);
    expect(limited.err).toBe('There are more than 22 watches; --limit shows more.\n');
    for (const all of [[], ['--since', '999999999d']]) {
      expect(jsonLines(await run(['list', ...all, '--output', 'json']))).toHaveLength(25);
    }
    expect(await run(['list', '--status', 'failed'])).toMatchObject({
      code: 0,
      out: '',
      err: 'No watches.\n',
    });
  });

  it.each<[what: string, args: string[], expected: string]>([
    ['a literal key', ['list', '--key', 'abc'], '--key: expected a reference to a secret'],
    ['no key', ['list', '--key', 'env:NO_KEY'], 'NO_KEY'],
    ['another project', ['start', 'abcdefgh', '--project', 'another-one'], 'No account is configured'],
    ['a job id that is none', ['start', 'a/b'], 'JOB_ID: expected 8 to 64 letters'],
    ['no job', ['start'], "missing argument 'job-id'"],
    ['an unknown watch', ['show', 'sdrs-nothing'], 'no watch sdrs-nothing'],
    ['an unknown watch to stop', ['stop', 'sdrs-nothing'], 'is not a known watch'],
    ['a label without a value', ['start', 'abcdefgh', '--label', 'a'], '--label: expected NAME=VALUE'],
    ['a since that is none', ['list', '--since', 'long'], '--since: expected a duration'],
    ['a limit that is none', ['list', '--limit', '0'], 'Expected a number from 1 to 10000.'],
    ['an address in clear text', ['list', '--api', 'http://a.example'], 'http is allowed only to 127.0.0.1'],
  ])('say what is wrong: %s', async (_, args, expected) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(expected);
    expect(err).not.toContain(apiKey);
  });

  it.each<[what: string, env: () => Record<string, string>, expected: string]>([
    ['a wrong key', () => ({ JOBWATCH_API_KEY: 'wrong' }), 'the API does not take the key (401)'],
    [
      'something that is no API',
      () => ({ JOBWATCH_API_URL: cloud.url }),
      'expected an API of jobwatch there',
    ],
  ])('say that the service is unavailable: %s', async (_, env, expected) => {
    const { code, out, err } = await run(['list'], { clock: makeSkippingClock(), env: env() });
    expect([code, out]).toEqual([4, '']);
    expect(err).toContain(expected);
    expect(err).not.toContain(apiKey);
  });

  it('say that nobody is there', async () => {
    await api.end();
    const { code, err } = await run(['list'], { clock: makeSkippingClock() });
    expect(code).toBe(4);
    expect(err).toMatch(/^jobwatch: the API cannot be reached: .*127\.0\.0\.1/);
  });
});

describe('several watches of an API', () => {
  const jobs = ['job-0001', 'job-0002', 'job-0003'];
  const viewOf = (job: string, status: string) => ({
    id: `sdrs-${job}`,
    status,
    started_at: '2026-11-24T08:00:00.000Z',
  });

  interface Answers {
    start?: (job: string) => number;
    get: (id: string) => object | undefined;
  }

  /** Starts watches through an API that takes a moment for each. */
  async function startThrough({ start = () => 202, get }: Answers, args: string[] = []) {
    const started: string[] = [];
    const atOnce = { now: 0, most: 0 };
    const takeStart = async (request: IncomingMessage) => {
      atOnce.now += 1;
      atOnce.most = Math.max(atOnce.most, atOnce.now);
      const { job_id } = z.object({ job_id: z.string() }).parse(await json(request));
      await setTimeout(10);
      atOnce.now -= 1;
      const status = start(job_id);
      if (status === 202) started.push(job_id);
      return { status, body: { answer: 'started', watch: viewOf(job_id, 'running') } };
    };
    const answer = ({ url = '' }: IncomingMessage) => {
      const body = get(url.replace('/v1/watches/', ''));
      return { status: body === undefined ? 403 : 200, body: body ?? {} };
    };
    const server = createServer(async (request, response) => {
      const { status, body } = request.method === 'POST' ? await takeStart(request) : answer(request);
      response.writeHead(status).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const env = { JOBWATCH_API_URL: `http://127.0.0.1:${port}`, JOBWATCH_API_KEY: apiKey };
    const clock = makeSkippingClock();
    const ran = await sandbox.run(['start', ...jobs, '--project', 'abcdefgh', ...args], { env, clock });
    return { ...ran, started, most: atOnce.most };
  }

  it('start one after the other, so that many are not refused for their rate', async () => {
    const { code, started, most } = await startThrough({ get: () => undefined });
    expect([code, started, most]).toEqual([0, jobs, 1]);
  });

  it('name the watches whose state is unknown because the API is unavailable', async () => {
    const start = (job: string) => (job === 'job-0002' ? 403 : 202);
    const { code, out, err, started } = await startThrough({ start, get: () => undefined }, ['--wait']);
    expect([code, out, started]).toEqual([4, 'sdrs-job-0001  started\n', ['job-0001']]);
    expect(err).toMatch(/^jobwatch: the API answered 403: .*\nPossibly not watched: job-0002, job-0003\n$/);
  });

  it('are waited for to the last, also when one of them cannot be asked for', async () => {
    let asked = 0;
    const get = (id: string) => {
      if (id === 'sdrs-job-0002') return undefined;
      asked += 1;
      return viewOf(id.slice('sdrs-'.length), asked < 100 ? 'running' : 'succeeded');
    };
    const { code, out, err } = await startThrough({ get }, ['--wait']);
    expect(code).toBe(4);
    expect(err).toMatch(/^jobwatch: sdrs-job-0002: The API answered 403: .*\n$/);
    expect(out.match(/succeeded/g)).toHaveLength(2);
  });
});
