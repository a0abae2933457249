import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAuthUrl } from '../../lib/cli/account/auth-url.ts';
import { jobEndpoint } from '../../lib/cloud/endpoints.ts';
import type { StoryName } from '../../lib/simulator/stories.ts';
import { readWatchRequest } from '../../lib/watch/start-watches.ts';
import { anAccount } from '../support/watches.ts';
import { type Pipeline, type Ran, startPipeline } from './pipeline.ts';
import { yamlOf } from './recipe-document.ts';
import { describeScripts } from './shell-tools.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
const installed = `npm install --global ./tools/sdrs-job-watcher-${version}.tgz`;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.close());

const ends: [StoryName, number, string][] = [
  ['succeeds', 0, 'succeeded'],
  ['fails-in-sub-job', 1, 'failed: SDRS.0406'],
];
const unknown: (typeof ends)[number] = ['refuses', 4, 'outcome unknown'];

const refusal = 'SDRS.0205';

describeScripts('GitHub Actions: wait for the job', () => {
  const [workflow] = yamlOf('GitHub Actions: wait for the job');
  const { steps, ...job } = workflow.jobs.failover;
  const { env } = steps.at(-1);
  const runs: string[] = steps.flatMap(({ run = [] }) => run);
  const script = runs.join('\n');

  it('has the shape of a workflow', () => {
    expect(Object.keys(workflow)).toEqual(['name', 'on', 'jobs']);
    expect(Object.keys(job)).toEqual(['runs-on', 'timeout-minutes']);
    for (const { uses, run, ...rest } of steps) {
      expect([typeof uses, typeof run].sort()).toEqual(['string', 'undefined']);
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
      expect(Object.keys(rest).filter((key) => !['name', 'env', 'shell', 'with'].includes(key))).toEqual([]);
    }
    // jobwatch must report a job that has not ended, before the step is killed.
    expect(job['timeout-minutes']).toBeGreaterThan(60);
  });

  it('passes the variables to the script, for the configured region', () => {
    expect(Object.keys(env).sort()).toEqual(Object.keys(pipeline.variables).sort());
    for (const [name, value] of Object.entries<string>(env)) {
      const from = /^\$\{\{ (?:vars|secrets)\.(\w+) \}\}$/.exec(value)?.[1];
      if (name.startsWith('OS_') && name !== 'OS_AUTH_URL') expect(from).toBe(name);
    }
    const account = readAuthUrl(env.OS_AUTH_URL);
    expect(account).toMatchObject({ cloud: 'otc', region: 'eu-de' });
    expect(jobEndpoint(anAccount(), 'sdrs')).toMatchObject({ url: env.SDRS_ENDPOINT });
  });

  it.each([...ends, unknown])('with a job that %s ends with %i', async (story, code, text) => {
    const ran = await pipeline.run(story, script);
    expect(ran).toMatchObject({ code, commands: [installed] });
    expect(ran.out).toContain(text);
    expect(ran.out.includes('::error::')).toBe(code !== 0);
    const { projectId } = pipeline.cloud;
    expect(pipeline.calls.at(-1)).toBe(
      `/v1/${projectId}/server-groups/a-group/action {"failover-server-group": {}}`,
    );
  });

  it('reports that a job continues after the deadline', async () => {
    const ran = await pipeline.run('never-ends', script.replace('--deadline 1h', '--deadline 1s'));
    expect(ran.code).toBe(3);
    expect(ran.out).toContain('::error::The job has not ended after an hour. It goes on.');
  });

  it('shows the error of the API if no job starts', async () => {
    const ran = await pipeline.run(undefined, script);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(refusal);
    expect(ran.out).toContain('::error::No job was watched');
  });

  it('fails with a wrong password, without showing it', async () => {
    const ran = await pipeline.run('succeeds', script, { variables: { OS_PASSWORD: 'a-wrong-one' } });
    expect(ran.code).toBe(2);
    expect(ran.out + ran.err).not.toContain('a-wrong-one');
  });
});

describeScripts('GitLab CI: wait for the job', () => {
  const [pipelineFile] = yamlOf('GitLab CI: wait for the job');
  const { script, before_script, variables, ...job } = pipelineFile.failover;
  const whole = [...before_script, ...script].join('\n');

  it('has the shape of a job with a time-out longer than the deadline', () => {
    expect(job).toEqual({ image: 'node:24', timeout: '75 minutes', allow_failure: { exit_codes: [3] } });
    const [{ jobs }] = yamlOf('GitHub Actions: wait for the job');
    expect(jobs.failover.steps.at(-1).env).toMatchObject(variables);
  });

  it.each(ends)('with a job that %s ends with %i', async (story, code, text) => {
    const ran = await pipeline.run(story, whole);
    expect(ran.code).toBe(code);
    expect(ran.out).toContain(text);
    expect(ran.commands.at(-1)).toBe(installed);
  });

  it('ends with an exit code that may fail if the job has not ended by the deadline', async () => {
    const ran = await pipeline.run('never-ends', whole.replace('--deadline 1h', '--deadline 1s'));
    expect(job.allow_failure.exit_codes).toContain(ran.code);
  });
});

describeScripts('GitHub Actions: hand the job over', () => {
  const [[step]] = yamlOf('GitHub Actions: hand the job over');
  const more = (failed: number) => ({
    variables: {
      GITHUB_RUN_ID: '4711',
      PUT_EVENTS_ANSWER: JSON.stringify({ FailedEntryCount: failed, Entries: [] }),
    },
  });

  it('has the shape of a step', () => {
    expect(Object.keys(step)).toEqual(['name', 'shell', 'run']);
  });

  it('sends an event that the stack reads as a watch request', async () => {
    const ran = await pipeline.run('succeeds', step.run, more(0));
    expect(ran.code).toBe(0);
    const event = sentEvent(ran);
    expect(event.DetailType).toBe('SDRS Job Created');
    const project = pipeline.cloud.projectId;
    expect(readWatchRequest(event.Detail, [anAccount({ project_id: project })])).toMatchObject({
      kind: 'watch',
      watch: { request: { job_id: ran.jobId, project_id: project, labels: { run: '4711' } } },
    });
  });

  it('fails if the bus refuses the event', async () => {
    expect((await pipeline.run('succeeds', step.run, more(1))).code).not.toBe(0);
  });

  it('fails without an event if the API answers with an error', async () => {
    const ran = await pipeline.run(undefined, step.run, more(0));
    expect(ran.code).not.toBe(0);
    expect(ran.err).toContain(refusal);
    expect(ran.commands).toEqual([]);
  });
});

/** Returns the only entry of `aws events put-events … --entries […]`. */
function sentEvent({ commands }: Ran): { DetailType: string; Detail: string } {
  const [, json = ''] =
    /^aws events put-events --output json --entries (.*)$/s.exec(commands.join('\n')) ?? [];
  const entries = JSON.parse(json);
  expect(entries).toHaveLength(1);
  return entries[0];
}
