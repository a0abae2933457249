import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Call, ok, startAws } from '../aws/aws-server.ts';
import { spoilsJob } from '../simulator/job-faults.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const canary = 'CANARY';
const token = `MII${canary}token`;
const parameters: Record<string, string> = {
  '/token': token,
  '/slack': `https://${canary.toLowerCase()}.example/services/${canary}`,
  '/hook': `https://127.0.0.1/${canary}?key=${canary}`,
  '/signing': `whsec_${Buffer.from(canary.repeat(5)).toString('base64')}`,
};

let cloud: SimulatedCloud;
let aws: Awaited<ReturnType<typeof startAws>>;
const bundle = useSandbox();
beforeEach(async () => {
  cloud = await startSimulatedCloud({ tokens: [token] });
  aws = await startAws(({ operation, parameters: { Name } }: Call) =>
    ok(operation === 'GetParameter' ? { Parameter: { Name, Value: parameters[String(Name)] } } : {}),
  );
  const account = {
    id: 'story',
    cloud: 'otc',
    region: 'eu-de',
    project_id: cloud.projectId,
    endpoint: cloud.url,
  };
  const configuration = {
    accounts: [{ ...account, credentials: { kind: 'token', token: 'ssm:/token' } }],
    destinations: [
      { id: 'chat', kind: 'slack', url: 'ssm:/slack' },
      { id: 'hook', kind: 'webhook', url: 'ssm:/hook', sign: ['ssm:/signing'] },
    ],
  };
  await bundle.write('configuration.json', JSON.stringify(configuration));
});
afterEach(() => Promise.all([cloud.close(), aws.close()]));

/** Calls a function in its own process. Returns its log, metrics and answer, as CloudWatch gets them. */
async function invoke(name: string, event: object): Promise<string> {
  const module = join(import.meta.dirname, `../../functions/${name}/handler.ts`);
  const script = `
    import { handler } from ${JSON.stringify(module)};
    const context = { awsRequestId: 'request-1', functionName: '${name}' };
    console.log('ANSWER', JSON.stringify(await handler(${JSON.stringify(event)}, context).catch(String)));
    process.exit();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'eu-central-1',
      LAMBDA_TASK_ROOT: bundle.cwd,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: `${canary}-of-aws`,
      POWERTOOLS_SERVICE_NAME: 'jobwatch',
      JOBWATCH_CONFIG: 'configuration.json',
      JOBWATCH_KEY_VALUE_TABLE: 'key-value-table',
    },
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return out + err;
}

const leak = new RegExp(`${canary}|${parameters['/signing']?.slice(6, 20)}`, 'i');

describe('no secret is in the log, the metrics or the answer of', () => {
  it.each(['chat', 'hook'])(
    'deliver-notification if the destination %s cannot be reached',
    async (destination) => {
      const delivery = { destination, attempts: 0 };
      const output = await invoke('deliver-notification', { notification: aFailureNotification(), delivery });
      expect(output).toContain('"message":"done"');
      expect(output).toContain('"Refused"');
      expect(output).toMatch(/ANSWER .*"kind":"refused"/);
      expect(output).not.toMatch(leak);
    },
  );

  it('poll-job if the gateway echoes the refused token', async () => {
    const faultAt = () => ({ fault: 'echoes-credentials' as const, sinceSeconds: 0 });
    const job_id = cloud.addJob('succeeds', { spoil: spoilsJob(faultAt) });
    const output = await invoke('poll-job', {
      watch: { id: 'sdrs-watch', arn: 'arn:aws:states:eu-central-1:123456789012:execution:watch-job:x' },
      request: { job_id, project_id: cloud.projectId },
      progress: {},
    });
    expect(cloud.requests(job_id)).toBeGreaterThan(0);
    expect(output).toContain('"PollProblems"');
    expect(output).toMatch(/ANSWER .*WAF\.0001/);
    expect(output).not.toMatch(leak);
  });
});
