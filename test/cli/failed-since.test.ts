import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WatchCommandFlags, watch as watchCommand } from '../../lib/cli/commands/watch.ts';
import type { Clock } from '../../lib/watch/ports/clock.ts';
import { jsonLines, useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud, token } from '../support/simulated-cloud.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

let clock: Clock;
let cloud: SimulatedCloud;
const sandbox = useSandbox();
beforeEach(async () => {
  clock = makeSkippingClock();
  cloud = await startSimulatedCloud({ clock });
});
afterEach(() => cloud.close());

const hourMs = 3_600_000;
/** A job that has failed 90 seconds after it began. */
const failedAgo = (hours: number, story: 'fails-with-code' | 'fails-in-sub-job' = 'fails-with-code') =>
  cloud.addJob(story, { beganAtMs: clock.now() - hours * hourMs });

interface Options {
  jobs?: string[];
  env?: Record<string, string>;
  interrupted?: AbortSignal;
}

async function watch(flags: WatchCommandFlags, options: Options = {}) {
  const { jobs = [], env = cloud.env, interrupted = new AbortController().signal } = options;
  let out = '';
  let err = '';
  const code = await watchCommand(jobs, flags, {
    env,
    cwd: sandbox.cwd,
    home: sandbox.home,
    clock,
    interrupted,
    columns: undefined,
    readInput: async () => '',
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}
const failedSince = (duration: string, flags: WatchCommandFlags = {}, options?: Options) =>
  watch({ endpoint: cloud.url, failedSince: duration, ...flags }, options);

describe('--failed-since', () => {
  it('reports what failed within that time as a watch would, and ends with 1', async () => {
    const jobs = [failedAgo(0.5), failedAgo(0.9, 'fails-in-sub-job')];
    const older = failedAgo(2);
    cloud.endedJob('succeeds');
    const { code, out, err } = await failedSince('1h');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    for (const job of jobs) expect(out).toContain(job);
    expect(out).toContain('SDRS.1030');
    expect(out).toContain('EVS.2024');
    expect(out).not.toContain(older);
    expect(cloud.violations()).toEqual([]);
  });

  it('finds a job that began before that time and failed within it', async () => {
    const job = cloud.addJob('fails-with-code', {
      beganAtMs: clock.now() - 2 * hourMs,
      durationSeconds: 5_400,
    });
    const { code, out } = await failedSince('1h');
    expect(code).toBe(1);
    expect(out).toContain(job);
  });

  it('gives the usual lines of JSON, the ends last', async () => {
    const job = failedAgo(0.5);
    const lines = jsonLines(await failedSince('1h', { output: 'json' }));
    expect(lines.map(({ event }) => event)).toEqual(['poll', 'notification', 'end']);
    expect(lines.at(-1)).toMatchObject({ outcome: 'failed', job: { job_id: job } });
  });

  it('notifies the configured destinations', async () => {
    failedAgo(0.5);
    await sandbox.write(
      'jobwatch.yaml',
      "destinations:\n  - { id: hook, kind: webhook, url: 'http://127.0.0.1:1/', sign: ['env:SECRET'] }\n",
    );
    const env = { ...cloud.env, SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
    const { code, out } = await failedSince('1h', { patience: '1s' }, { env });
    expect(code).toBe(1);
    expect(out).toContain('hook');
  });
});

describe('when nothing failed', () => {
  it('it says so and ends with 0', async () => {
    failedAgo(3);
    cloud.endedJob('succeeds');
    expect(await failedSince('1h')).toEqual({
      code: 0,
      out: 'Nothing failed since 2026-11-24T07:00:00.000Z (local).\n',
      err: '',
    });
  });

  it('it says so as JSON', async () => {
    const { code, out } = await failedSince('1h', { output: 'json' });
    expect(code).toBe(0);
    expect(jsonLines({ out })).toEqual([
      { event: 'nothing_failed', since: '2026-11-24T07:00:00.000Z', complete: true },
    ]);
  });
});

describe('with configured accounts', () => {
  const account = (id: string, projectId: string) =>
    `  - { id: ${id}, cloud: otc, region: eu-de, project_id: ${projectId}, endpoint: '${cloud.url}', credentials: { kind: token, token: 'env:TOKEN' } }\n`;
  const env = { TOKEN: token };
  const configured = () =>
    sandbox.write(
      'jobwatch.yaml',
      `accounts:\n${account('good', cloud.projectId)}${account('denied', 'another-project')}`,
    );

  it('looks through all of them; one that cannot be asked costs none of the others, and ends with 4', async () => {
    await configured();
    const job = failedAgo(0.5);
    const { code, out } = await watch({ failedSince: '1h' }, { env });
    expect(code).toBe(4);
    expect(out).toContain(job);
    expect(out).toContain('account denied: not all failed tasks are known.');
    expect(out).toContain('403 Forbidden');
  });

  it('never says that nothing failed where that is not known', async () => {
    await configured();
    const { code, out } = await watch({ failedSince: '1h' }, { env });
    expect(code).toBe(4);
    expect(out).not.toContain('Nothing failed');
    const json = jsonLines(await watch({ failedSince: '1h', output: 'json' }, { env }));
    expect(json).toMatchObject([
      { event: 'cannot_list', account: 'denied' },
      { event: 'nothing_failed', complete: false },
    ]);
  });

  it.each<[string, WatchCommandFlags]>([
    ['--account', { account: 'good' }],
    ['--project', { project: 'PROJECT' }],
  ])('polls only where %s says', async (_, flags) => {
    await configured();
    failedAgo(0.5);
    const given = flags.project === undefined ? flags : { project: cloud.projectId };
    expect(await watch({ failedSince: '1h', ...given }, { env })).toMatchObject({ code: 1, err: '' });
  });

  it('refuses flags that no account fits', async () => {
    await configured();
    await expect(watch({ failedSince: '1h', region: 'eu-nl' }, { env })).rejects.toThrow(
      /no configured account fits .+; configured: good/,
    );
  });
});

describe('wrong usage', () => {
  it.each<[string, WatchCommandFlags, string[], RegExp]>([
    [
      'no duration',
      { failedSince: 'yesterday' },
      [],
      /--failed-since: expected a duration .*found "yesterday"/,
    ],
    ['jobs beside it', { failedSince: '1h' }, ['abcdefgh'], /--failed-since: expected no JOB_ID/],
    ['another service', { failedSince: '1h', service: 'ecs' }, [], /only sdrs has a list of failed tasks/],
    ['neither jobs nor a time', {}, [], /missing argument 'job-id'.*--failed-since/],
  ])('%s is refused before anything is asked', async (...[, flags, jobs, message]) => {
    await expect(watch({ endpoint: cloud.url, ...flags }, { jobs })).rejects.toThrow(message);
  });
});

it('an interruption while it looks for failures ends it with 130', async () => {
  failedAgo(0.5);
  expect(await failedSince('1h', {}, { interrupted: AbortSignal.abort() })).toMatchObject({
    code: 130,
    out: '',
  });
});
