import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../lib/cli/program.ts';
import type { StoryName } from '../../lib/simulator/stories.ts';
import type { Clock } from '../../lib/watch/ports/clock.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

let clock: Clock;
let cloud: SimulatedCloud;
const sandbox = useSandbox();
beforeEach(async () => {
  clock = makeSkippingClock();
  cloud = await startSimulatedCloud({ clock });
});
afterEach(() => cloud.close());

const watch = (jobIds: string[], ...flags: string[]) =>
  sandbox.run(['watch', ...jobIds, ...cloud.flags, '--deadline', '1h', ...flags], { env: cloud.env, clock });

describe('the exit code of a watch', () => {
  it.each<[StoryName, number, string]>([
    ['succeeds', 0, 'it succeeded'],
    ['fails-with-code', 1, 'it failed'],
    ['never-ends', 3, 'the deadline passed'],
    ['refuses', 4, 'the API refuses the question'],
    ['denied', 4, 'the API refuses the account'],
    ['unknown-job', 4, 'the API does not know the job'],
  ])('of the story %s is %i: %s', async (story, code) => {
    const { code: found, err } = await watch([cloud.addJob(story)]);
    expect(found).toBe(code);
    expect(err).toBe('');
  });

  it.each<[number, StoryName[]]>([
    [0, ['succeeds', 'succeeds-with-sub-jobs']],
    [1, ['fails-in-sub-job', 'succeeds']],
    [3, ['succeeds', 'never-ends', 'fails-with-code']],
    [4, ['never-ends', 'refuses', 'succeeds']],
  ])('of several jobs is the highest: %i of %j', async (code, stories) => {
    expect((await watch(stories.map((story) => cloud.addJob(story)))).code).toBe(code);
  });

  it('is 2 when nothing was watched', async () => {
    const job = cloud.addJob('succeeds');
    expect((await watch([job], '--deadline', 'tomorrow')).code).toBe(2);
    expect(cloud.requests(job)).toBe(0);
  });
});

describe('two same ids', () => {
  it('are watched once', async () => {
    const job = cloud.endedJob('succeeds');
    const { out, code } = await watch([job, job], '--output', 'json');
    expect(out.match(/"event":"end"/g)).toHaveLength(1);
    expect(code).toBe(0);
  });
});

describe('an endpoint where nobody answers', () => {
  const nobody = 'http://127.0.0.1:1';
  const password = { OS_USERNAME: 'ops', OS_PASSWORD: 'secret', OS_USER_DOMAIN_NAME: 'demo' };

  it.each([
    ['of the job API', { OS_TOKEN: 'a token' }, nobody],
    ['of IAM', { ...password, OS_AUTH_URL: `${nobody}/v3` }, 'https://127.0.0.1:2'],
  ])('%s ends the watch with 4, and says which one and what to check', async (_, credentials, endpoint) => {
    const env = { OS_PROJECT_ID: cloud.projectId, ...credentials };
    const { code, out, err } = await sandbox.run(['watch', 'abcdefgh', '--endpoint', endpoint], {
      env,
      clock,
    });
    expect(code).toBe(4);
    expect(out).toContain('abcdefgh  unreachable: ');
    expect(out).toContain('No connection to 127.0.0.1:1: the connection was refused (ECONNREFUSED).');
    expect(out).toContain('Check --endpoint, OS_AUTH_URL, --cloud and --region.');
    expect(out + err).not.toContain('    at ');
  });

  it('is asked three times before that is believed', async () => {
    const slept: number[] = [];
    const counting: Clock = {
      now: clock.now,
      sleep: (seconds, signal) => {
        slept.push(seconds);
        return clock.sleep(seconds, signal);
      },
    };
    await sandbox.run(['watch', 'abcdefgh', '--endpoint', nobody], { env: cloud.env, clock: counting });
    expect(slept.filter((seconds) => seconds === 3)).toHaveLength(2);
  });

  it('ends all its jobs, each with one line of JSON', async () => {
    const args = ['watch', 'abcdefgh', 'ijklmnop', '--endpoint', nobody, '--output', 'json'];
    const { code, out } = await sandbox.run(args, { env: cloud.env, clock });
    expect(code).toBe(4);
    expect(out.match(/"outcome":"unreachable"/g)).toHaveLength(2);
  });
});

it('a command that itself breaks is one clear message and code 4: how the job ended is not known', async () => {
  const errors: string[] = [];
  const code = await runProgram(['check', '--config', 'jobwatch.example.yaml'], {
    env: {},
    cwd: process.cwd(),
    home: '/home/nobody',
    clock,
    readInput: async () => '',
    out: () => {
      throw new TypeError('thrown by the test');
    },
    err: (text) => errors.push(text),
    columns: undefined,
    interrupted: new AbortController().signal,
  });
  expect(code).toBe(4);
  expect(errors).toEqual([
    'jobwatch: internal error (TypeError: thrown by the test). The outcome of the job is unknown.\n',
  ]);
});
