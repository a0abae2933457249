import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalJson } from '../../lib/aws/executions.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import { failure, startAws } from '../aws/aws-server.ts';
import { arnOf, machineArn, makeStepFunctions } from '../aws/step-functions.ts';
import { useSandbox } from '../support/sandbox.ts';
import { accountsOf } from '../support/served-api.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';
import { aRequest } from '../support/watches.ts';

const sandbox = useSandbox();
let cloud: SimulatedCloud;
beforeEach(async () => {
  cloud = await startSimulatedCloud();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloud.close();
});

describe('watches of a deployed stack', () => {
  let close: () => Promise<unknown>;
  afterEach(() => close());
  const jobId = 'ff8080826b45d4a5016b5036242c0025';

  async function stack(refusal?: string) {
    const { executions, answer } = makeStepFunctions();
    const aws = await startAws((call) => (refusal === undefined ? answer(call) : failure(refusal)));
    close = aws.close;
    await sandbox.write('jobwatch.yaml', accountsOf(cloud));
    vi.stubEnv('AWS_ENDPOINT_URL_SFN', aws.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    const request = aRequest({ job_id: jobId, project_id: cloud.projectId });
    return {
      executions,
      run: (...args: string[]) => sandbox.run([...args, '--machine', machineArn]),
      id: watchId({ ...request, region: 'eu-de' }),
      request,
    };
  }

  it('start with the accounts of the configuration, are shown, listed and stopped', async () => {
    const { run, executions, id, request } = await stack();
    expect(await run('start', jobId)).toMatchObject({ code: 0, out: `${id}  started\n`, err: '' });
    expect(executions.get(id)?.input).toBe(canonicalJson(request));
    expect((await run('show', jobId)).out).toMatch(new RegExp(`^Watch +${id}$`, 'm'));
    expect((await run('list', '--status', 'running')).out).toContain(id);
    expect((await run('stop', id)).out).toContain('stopped');
    expect(executions.get(id)).toMatchObject({ status: 'ABORTED', error: 'WatchStopped' });
    expect(arnOf(id)).toContain(':execution:watch-job:');
  });

  it('are found though the address of an API is set and empty', async () => {
    const { run } = await stack();
    const env = { JOBWATCH_API_URL: '', JOBWATCH_MACHINE_ARN: machineArn };
    expect(await sandbox.run(['list'], { env })).toMatchObject({ code: 0, err: 'No watches.\n' });
    expect(await run('list')).toMatchObject({ code: 0 });
  });

  it('say what AWS refuses', async () => {
    const { run } = await stack('AccessDeniedException');
    const { code, err } = await run('list');
    expect(code).toBe(4);
    expect(err).toMatch(/^jobwatch: AWS is unavailable \(AccessDeniedException\): /);
  });

  it.each([
    ['what is no machine', ['list', '--machine', 'watch-job'], 'expected the ARN of watch-job'],
    [
      'two places',
      ['list', '--machine', machineArn, '--api', 'https://a.example'],
      'expected one of --api and --machine, found both',
    ],
    ['no place', ['list'], 'missing --api or --machine: give --api URL'],
  ])('are not asked for with %s', async (_, args, message) => {
    close = async () => {};
    const { code, err } = await sandbox.run(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
