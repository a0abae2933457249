import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readWatchRequest } from '../../lib/watch/start-watches.ts';
import { referencesOf, rightsOf } from '../packaging/template-reading.ts';
import { anAccount, jobId, projectId } from '../support/watches.ts';
import { filled } from './pipe-template.ts';
import { page, snippets, template, yamlOf } from './recipe-document.ts';

const stack = (name: string) =>
  parse(readFileSync(join(import.meta.dirname, '../../lib/aws/stack', name), 'utf8'));
const ids = { job_id: jobId, project_id: projectId };

describe.each(['pipe.yaml', 'bus.yaml'])('%s', (name) => {
  it('has no dangling references', () => {
    const { Parameters, Resources } = template(name);
    const known = [...Object.keys(Parameters), ...Object.keys(Resources), 'AWS::AccountId'];
    const named = Object.values<Parameters<typeof referencesOf>[0]>(Resources).flatMap(referencesOf);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((id) => !known.includes(id))).toEqual([]);
  });
});

describe('the pipe', () => {
  const { Parameters, Resources } = template('pipe.yaml');
  const input: string = Resources.JobsPipe.Properties.TargetParameters.InputTemplate;

  it('makes a watch request from a message with further fields', () => {
    const message = { messageId: '1', body: JSON.stringify({ ...ids, order: 4711 }) };
    expect(readWatchRequest(filled(input, message), [anAccount()])).toMatchObject({
      kind: 'watch',
      watch: { request: { ...ids, labels: { from: 'jobs-pipe' } } },
    });
  });

  it('makes a watch request from a DynamoDB change with the template of the page', () => {
    const fromStream = /stream the template\sis\s`(.+)`/.exec(page)?.[1] ?? '';
    const NewImage = { job_id: { S: jobId }, project_id: { S: projectId }, created: { N: '1' } };
    const body = filled(fromStream, { eventName: 'INSERT', dynamodb: { NewImage } });
    expect(readWatchRequest(body, [anAccount()])).toMatchObject({ kind: 'watch', watch: { request: ids } });
  });

  it('may only read from one queue and write to the other', () => {
    expect(rightsOf(Resources.JobsPipeRole.Properties)).toEqual([
      'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on JobsQueue',
      'sqs:SendMessage on WatchRequestQueueArn',
    ]);
    expect(Resources.JobsPipe.Properties).toMatchObject({
      Source: { 'Fn::GetAtt': ['JobsQueue', 'Arn'] },
      Target: { Ref: 'WatchRequestQueueArn' },
      RoleArn: { 'Fn::GetAtt': ['JobsPipeRole', 'Arn'] },
    });
  });

  it('is subscribed with raw message delivery', () => {
    expect(Resources.JobsSubscription.Properties).toMatchObject({
      Protocol: 'sqs',
      RawMessageDelivery: true,
    });
  });

  it('is deployed with the command of the page and an output of the stack', () => {
    const [command] = snippets('A queue or a topic of your own', 'sh');
    const given = /--parameter-overrides (\w+)=/.exec(command ?? '')?.[1] ?? '';
    expect(command).toContain('--template-file docs/recipes/pipe.yaml');
    expect(Object.keys(stack('queues.yml').Outputs)).toContain(given);
    expect(Object.keys(Parameters).filter((name) => Parameters[name].Default === undefined)).toEqual([given]);
  });
});

describe('the rule of another account', () => {
  const { Resources } = template('bus.yaml');

  it('has the same event pattern as the rule of the stack', () => {
    const { JobCreatedRule: taking } = stack('job-created-rule.yml').Resources;
    expect(Resources.JobCreatedRule.Properties.EventPattern).toEqual(taking.Properties.EventPattern);
  });

  it('may put events on the bus of the watcher', () => {
    expect(rightsOf(Resources.JobCreatedRole.Properties)).toEqual(['events:PutEvents on WatcherBusArn']);
    expect(snippets('The bus of another account', 'sh')[0]).toContain('--action events:PutEvents');
  });
});

describe('the role of a parent', () => {
  it('may start, follow and stop the watch, and receive its outcome', () => {
    const [Statement] = yamlOf('Step Functions');
    expect(rightsOf({ Policies: [{ PolicyDocument: { Statement } }] })).toEqual([
      'states:StartExecution on WatchJobStateMachineArn',
      'states:DescribeExecution states:StopExecution on states:execution:sdrs-job-watcher-dev-watch-job:*',
      'events:PutTargets events:PutRule events:DescribeRule on events:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
    ]);
  });
});
