import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweepIntervalMs } from '../../lib/watch/sweep/sweep-lost-watches.ts';
import type { Packaged } from './packaged.ts';
import { deployedDefinition } from './template-reading.ts';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

export function describeMachines(packaged: () => Packaged): void {
  describe.each([
    ['WatchJob', 'watch-job.asl.json'],
    ['SendNotification', 'send-notification.asl.json'],
  ])('the machine %s', (name, file) => {
    it('is the file, with its functions, machines and queues in place', () => {
      const path = join(import.meta.dirname, '../../lib/workflow', file);
      const written = readFileSync(path, 'utf8').replace(
        /(\{\s*"Fn::GetAtt": \[")(\w+)(", "Arn"\])/g,
        '$1$2LambdaFunction$3',
      );
      expect(deployedDefinition(packaged().resource(`${name}StateMachine`))).toEqual(JSON.parse(written));
    });

    it('logs what goes wrong without anybody’s data, and is not traced: an execution lasts days', () => {
      const machine = packaged().resource(`${name}StateMachine`);
      expect(machine).not.toHaveProperty('TracingConfiguration');
      expect(machine).toMatchObject({
        StateMachineType: 'STANDARD',
        RoleArn: arnOf(`${name}Role`),
        LoggingConfiguration: {
          Level: 'ERROR',
          IncludeExecutionData: false,
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf('MachineLogGroup') } }],
        },
      });
    });
  });
}

export function describeQueues(packaged: () => Packaged): void {
  describe('queues and rules', () => {
    it('keep every message for 14 days', () => {
      const queues = Object.values(packaged().ofType('AWS::SQS::Queue'));
      expect(queues).toHaveLength(4);
      for (const queue of queues) {
        expect(queue).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3_600 });
      }
    });

    it('deliver what a rule finds to the queue of requests: the detail alone; what that does not take, to its dead letters', () => {
      expect(packaged().resource('JobCreatedRule')).toMatchObject({
        EventBusName: 'default',
        EventPattern: { 'detail-type': ['SDRS Job Created'] },
        Targets: [
          {
            Arn: arnOf('WatchRequestQueue'),
            InputPath: '$.detail',
            DeadLetterConfig: { Arn: arnOf('WatchRequestDeadLetterQueue') },
          },
        ],
      });
    });

    it('deliver requests to start-watch, which says which of them to deliver again, and at last to the dead letters', () => {
      expect(Object.values(packaged().ofType('AWS::Lambda::EventSourceMapping'))).toEqual([
        expect.objectContaining({
          EventSourceArn: arnOf('WatchRequestQueue'),
          FunctionName: arnOf('StartWatchLambdaFunction'),
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 5 },
        }),
      ]);
      expect(packaged().resource('WatchRequestQueue')).toMatchObject({
        VisibilityTimeout: 6 * Number(packaged().resource('StartWatchLambdaFunction')?.['Timeout']),
        RedrivePolicy: { deadLetterTargetArn: arnOf('WatchRequestDeadLetterQueue'), maxReceiveCount: 10 },
      });
    });

    it('deliver watches that ended badly to report-lost-watch, or to its dead letters', () => {
      expect(Object.values(packaged().ofType('AWS::Events::Rule'))).toContainEqual(
        expect.objectContaining({
          EventPattern: {
            source: ['aws.states'],
            'detail-type': ['Step Functions Execution Status Change'],
            detail: {
              status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
              stateMachineArn: [{ Ref: 'WatchJobStateMachine' }],
            },
          },
          Targets: [
            expect.objectContaining({
              Arn: arnOf('ReportLostWatchLambdaFunction'),
              DeadLetterConfig: { Arn: arnOf('LostWatchDeadLetterQueue') },
            }),
          ],
        }),
      );
      const configs = Object.values(packaged().ofType('AWS::Lambda::EventInvokeConfig'));
      expect(configs.find(({ MaximumRetryAttempts }) => MaximumRetryAttempts === 2)).toMatchObject({
        DestinationConfig: { OnFailure: { Destination: arnOf('LostWatchDeadLetterQueue') } },
      });
    });

    it('call the sweep for lost watches as often as it counts on', () => {
      const rules = Object.values(packaged().ofType('AWS::Events::Rule'));
      const sweeps = rules.filter((rule) => JSON.stringify(rule['Targets']).includes('SweepLostWatches'));
      expect(sweeps).toMatchObject([
        {
          ScheduleExpression: `rate(${sweepIntervalMs / 60_000} minutes)`,
          State: 'ENABLED',
          Targets: [{ Arn: arnOf('SweepLostWatchesLambdaFunction') }],
        },
      ]);
    });

    it.each([
      ['WatchRequestQueue', arnOf('JobCreatedRule')],
      ['WatchRequestDeadLetterQueue', arnOf('JobCreatedRule')],
      [
        'LostWatchDeadLetterQueue',
        {
          'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/sdrs-job-watcher-dev-lost-watch`,
        },
      ],
    ])('let only their own rule write to %s', (queue, rule) => {
      expect(packaged().resource(`${queue}Policy`)).toMatchObject({
        Queues: [{ Ref: queue }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: arnOf(queue),
              Condition: { ArnEquals: { 'aws:SourceArn': rule } },
            },
          ],
        },
      });
    });
  });
}
