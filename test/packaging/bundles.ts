import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Configuration } from '../../lib/config/configuration.ts';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { factsOfError } from '../../lib/lambda/log.ts';
import { stateVersion } from '../../lib/workflow/state-version.ts';
import { type Call, failure, ok, type Reply, sent, startAws } from '../aws/aws-server.ts';
import type { Packaged } from './packaged.ts';
import { readZip } from './read-zip.ts';
import { runBundle } from './run-bundle.ts';

const root = join(import.meta.dirname, '../..');
const project = '0123456789abcdef0123456789abcdef';
const request = { job_id: 'ff8080815f7a1b2c', project_id: project };
const machine = 'arn:aws:states:eu-central-1:123456789012:stateMachine:some';
const watch = { id: 'sdrs-ff8080815f7a1b2c', arn: `${machine.replace('stateMachine', 'execution')}:x` };
const notification = {
  id: `msg_${'a'.repeat(26)}`,
  type: 'sdrs.job.failed',
  time: '2026-01-01T00:00:00.000Z',
  severity: 'error',
  outcome: 'failed',
  service: 'sdrs',
  job: {
    job_id: request.job_id,
    job_type: 'failoverProtectionGroupNoCG',
    status: 'FAIL',
    label: 'Fail over',
    fail_reason: 'a reason for people',
    entities: {},
    sub_jobs: [],
  },
  watch: { id: watch.id },
  account: { id: 'otc-prod', cloud: 'otc', region: 'eu-de', project_id: project },
  links: [],
  labels: {},
};

const operating = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
/** What a query of CloudWatch Logs Insights says besides fields of ours. */
const ofInsights = ['fields', 'timestamp', 'filter', 'sort', 'sdrs'];

function awsWithoutSecrets(call: Call): Reply {
  switch (call.operation) {
    case 'StartExecution':
      return ok({ executionArn: watch.arn, startDate: 1_767_225_600 });
    case 'ListExecutions':
      return ok({ executions: [] });
    case 'SendMessage':
      return sent(call);
    case 'GetParameter':
      return failure('ParameterNotFound');
    default:
      return failure('ResourceNotFoundException');
  }
}

/**
 * Runs the very bundles that are deployed, each in a process of its own, against a pretend AWS without any
 * secret.
 */
export function describeBundles(packaged: () => Packaged, functions: readonly string[]): void {
  let aws: Awaited<ReturnType<typeof startAws>>;
  beforeAll(async () => {
    aws = await startAws(awsWithoutSecrets);
  });
  afterAll(() => aws.close());

  const fieldsWritten = new Set<string>();
  const run = async (name: string, event: unknown, env: Record<string, string> = {}) => {
    const ran = await runBundle(packaged().bundle(name), {
      handler: String(packaged().resource(`${name}LambdaFunction`)?.['Handler']),
      event,
      env: {
        POWERTOOLS_SERVICE_NAME: 'sdrs-job-watcher-dev',
        JOBWATCH_CONFIG: 'functions/configuration.json',
        JOBWATCH_KEY_VALUE_TABLE: 'records',
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        ...env,
      },
    });
    for (const field of ran.lines.flatMap(Object.keys)) fieldsWritten.add(field);
    return ran;
  };

  describe('the bundle of', () => {
    it.each(functions)('%s holds the handler and the configuration, and nothing else', (name) => {
      const handler = String(packaged().resource(`${name}LambdaFunction`)?.['Handler']);
      expect([...readZip(packaged().bundle(name)).keys()].sort()).toEqual(
        ['functions/configuration.json', handler.replace('.handler', '.mjs')].sort(),
      );
    });

    it.each(functions)(
      '%s holds the configuration whole, as JSON, with references for secrets',
      async (name) => {
        const text = readZip(packaged().bundle(name)).get('functions/configuration.json')?.toString() ?? '';
        const example = await readFile(join(root, 'jobwatch.example.yaml'), 'utf8');
        expect(Configuration.parse(JSON.parse(text))).toEqual(
          readConfiguration(example, 'jobwatch.example.yaml'),
        );
      },
    );

    it('PlanNotification plans by the routes of the configuration, and logs no word of the notification', async () => {
      const { answer, lines } = await run('PlanNotification', { notification });
      expect(answer).toEqual({
        deliveries: [
          { destination: 'dr-team', attempts: 0, version: stateVersion },
          { destination: 'ticket-system', attempts: 0, version: stateVersion },
        ],
        suppressed: [],
      });
      expect(lines).toEqual([
        expect.objectContaining({ level: 'INFO', message: 'started', correlation_id: watch.id }),
        expect.objectContaining({
          message: 'done',
          service: 'sdrs-job-watcher-dev',
          correlation_id: watch.id,
        }),
      ]);
      expect(JSON.stringify(lines)).not.toContain(notification.job.fail_reason);
    });

    it('PollJob goes on watching when it cannot read the credentials', async () => {
      const { answer, lines } = await run('PollJob', { watch, request, progress: {} });
      expect(lines).toContainEqual(expect.objectContaining({ Polls: 1, service: 'sdrs-job-watcher-dev' }));
      expect(lines).toContainEqual(expect.objectContaining({ PollProblems: 1, kind: 'credentials' }));
      expect(answer).toMatchObject({
        decision: { kind: 'wait' },
        progress: { polls: 1, errors_seen: 1, trouble: { kind: 'credentials' } },
      });
    });

    it('DeliverNotification tries again when it cannot read the address', async () => {
      const { answer, lines } = await run('DeliverNotification', {
        notification,
        delivery: { destination: 'dr-team', attempts: 0 },
      });
      expect(answer).toMatchObject({
        delivery: { destination: 'dr-team', attempts: 1 },
        result: { kind: 'wait', why: expect.stringContaining('secretsmanager:jobwatch/slack') },
      });
      expect(lines).toContainEqual(expect.objectContaining({ TriedAgain: 1, kind: 'slack' }));
    });

    it('StartWatch starts a watch, and keeps a message that is none', async () => {
      const env = {
        JOBWATCH_WATCH_JOB_ARN: machine,
        JOBWATCH_BAD_MESSAGE_QUEUE_URL: `${aws.endpoint}/123456789012/bad`,
      };
      const event = {
        Records: [
          { messageId: '1', body: JSON.stringify(request) },
          { messageId: '2', body: 'no JSON' },
        ],
      };
      aws.calls.length = 0;
      const { answer } = await run('StartWatch', event, env);
      expect(aws.calls.map(({ operation }) => operation).sort()).toEqual(['SendMessage', 'StartExecution']);
      expect(answer).toEqual({ batchItemFailures: [] });
    });

    it('ReportLostWatch announces the loss and counts it where the alarm polls', async () => {
      const event = {
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        detail: {
          executionArn: watch.arn,
          name: watch.id,
          status: 'TIMED_OUT',
          input: JSON.stringify(request),
        },
      };
      aws.calls.length = 0;
      const { answer, lines } = await run('ReportLostWatch', event, {
        JOBWATCH_SEND_NOTIFICATION_ARN: machine,
      });
      expect(answer).toEqual({ announced: 'started' });
      expect(aws.calls).toMatchObject([
        { operation: 'StartExecution', parameters: { stateMachineArn: machine } },
      ]);
      const metric = lines.find((line) => '_aws' in line);
      expect(metric).toMatchObject({
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: 'JobWatch',
              Dimensions: [['service']],
              Metrics: [{ Name: 'LostWatches', Unit: 'Count' }],
            },
          ],
        },
        service: 'sdrs-job-watcher-dev',
        LostWatches: 1,
      });
    });

    it('SweepLostWatches lists the executions of each bad end', async () => {
      aws.calls.length = 0;
      const env = { JOBWATCH_SEND_NOTIFICATION_ARN: machine, JOBWATCH_WATCH_JOB_ARN: machine };
      const { answer } = await run('SweepLostWatches', { source: 'aws.events' }, env);
      expect(answer).toEqual({ found: 0, announced: 0, settled: 0, left: 0 });
      expect(aws.calls.map(({ parameters }) => parameters['statusFilter']).sort()).toEqual([
        'ABORTED',
        'FAILED',
        'TIMED_OUT',
      ]);
    });

    it('logs, with the others, every field by which the page about operating looks for a watch', () => {
      const query = /^fields (@timestamp.*)$/m.exec(operating)?.[1] ?? '';
      const named = query.match(/\b[a-z_]+\b/g)?.filter((word) => !ofInsights.includes(word)) ?? [];
      expect(named.length).toBeGreaterThan(4);
      const ofFailures = Object.keys(factsOfError(new Error('x')));
      expect(named.filter((name) => !fieldsWritten.has(name) && !ofFailures.includes(name))).toEqual([]);
    });
  });
}
