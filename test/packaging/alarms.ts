import { describe, expect, it } from 'vitest';
import type { Packaged } from './packaged.ts';

const queue = (name: string) => [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [name, 'QueueName'] } }];

const service = [{ Name: 'service', Value: 'sdrs-job-watcher-dev' }];
const ofWatchJob = [{ Name: 'StateMachineArn', Value: { Ref: 'WatchJobStateMachine' } }];
const ofSendNotification = [{ Name: 'StateMachineArn', Value: { Ref: 'SendNotificationStateMachine' } }];
const lostWatchRule = [{ Name: 'RuleName', Value: 'sdrs-job-watcher-dev-lost-watch' }];
const jobCreatedRule = [{ Name: 'RuleName', Value: { Ref: 'JobCreatedRule' } }];

/** What has to last before an alarm is raised. */
const patient: Record<string, object> = {
  WatchRequestAgeAlarm: { Threshold: 3_600, Statistic: 'Maximum' },
  WatchesThrottledAlarm: { EvaluationPeriods: 3, Statistic: 'Sum' },
  PollsThrottledAlarm: { EvaluationPeriods: 3, Statistic: 'Sum' },
};

/** What they throw is a 5xx of the API. */
const behindTheApi = ['WatchApi', 'ReceiveSmnMessage'];

/**
 * What raises an alarm: undelivered notifications, requests without a watch, lost watches, broken functions,
 * quotas; never a failed job.
 */
export function describeAlarms(packaged: () => Packaged, functions: readonly string[]): void {
  const expected = [
    [
      'WatchRequestDeadLetterAlarm',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      queue('WatchRequestDeadLetterQueue'),
    ],
    [
      'NotificationDeadLetterAlarm',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      queue('NotificationDeadLetterQueue'),
    ],
    [
      'LostWatchDeadLetterAlarm',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      queue('LostWatchDeadLetterQueue'),
    ],
    ['LostWatchAlarm', 'JobWatch', 'LostWatches', service],
    ['MissedLostWatchAlarm', 'JobWatch', 'MissedLostWatches', service],
    ['WatchesTimedOutAlarm', 'AWS/States', 'ExecutionsTimedOut', ofWatchJob],
    // By an expression: see below.
    ['WatchesAbortedAlarm', undefined, undefined, undefined],
    ['LostWatchRuleAlarm', 'AWS/Events', 'FailedInvocations', lostWatchRule],
    ['LostWatchRuleDeadLetterAlarm', 'AWS/Events', 'InvocationsFailedToBeSentToDlq', lostWatchRule],
    ['JobCreatedRuleAlarm', 'AWS/Events', 'FailedInvocations', jobCreatedRule],
    ['JobCreatedRuleDeadLetterAlarm', 'AWS/Events', 'InvocationsFailedToBeSentToDlq', jobCreatedRule],
    ['HttpApi5xxAlarm', 'AWS/ApiGateway', '5xx', [{ Name: 'ApiId', Value: { Ref: 'HttpApi' } }]],
    ['SendNotificationAlarm', 'AWS/States', 'ExecutionsFailed', ofSendNotification],
    ['SendNotificationAbortedAlarm', 'AWS/States', 'ExecutionsAborted', ofSendNotification],
    ['SendNotificationTimedOutAlarm', 'AWS/States', 'ExecutionsTimedOut', ofSendNotification],
    ['WatchRequestAgeAlarm', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', queue('WatchRequestQueue')],
    ['WatchesThrottledAlarm', 'AWS/States', 'ExecutionThrottled', ofWatchJob],
    [
      'PollsThrottledAlarm',
      'AWS/Lambda',
      'Throttles',
      [{ Name: 'FunctionName', Value: { Ref: 'PollJobLambdaFunction' } }],
    ],
    ...functions
      .filter((name) => !behindTheApi.includes(name))
      .map((name) => [
        `${name}ErrorAlarm`,
        'AWS/Lambda',
        'Errors',
        [{ Name: 'FunctionName', Value: { Ref: `${name}LambdaFunction` } }],
      ]),
  ];

  describe('alarms', () => {
    it('look at these and nothing else', () => {
      const alarms = Object.entries(packaged().ofType('AWS::CloudWatch::Alarm'));
      const found = alarms.map(([id, { Namespace, MetricName, Dimensions }]) => [
        id,
        Namespace,
        MetricName,
        Dimensions,
      ]);
      expect(found).toEqual(expected);
    });

    it('are raised by the first one, but for what goes over by itself; silence is fine', () => {
      for (const [id, alarm] of Object.entries(packaged().ofType('AWS::CloudWatch::Alarm'))) {
        expect(alarm, id).toMatchObject({
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 0,
          EvaluationPeriods: 1,
          ...(id !== 'WatchesAbortedAlarm' && { Period: 300 }),
          ...patient[id],
          TreatMissingData: 'notBreaching',
        });
        expect(alarm, id).not.toHaveProperty('AlarmActions');
      }
    });

    it('take the depth and the age of a queue at their highest, and count all else', () => {
      const alarms = Object.entries(packaged().ofType('AWS::CloudWatch::Alarm'));
      const simple = alarms.filter(([, { Metrics }]) => Metrics === undefined);
      expect(simple.map(([id, { Statistic }]) => [id, Statistic])).toEqual(
        simple.map(([id, { Namespace }]) => [id, Namespace === 'AWS/SQS' ? 'Maximum' : 'Sum']),
      );
    });

    it('leave out of the aborted watches those that jobwatch stop aborted', () => {
      const metric = (Namespace: string, MetricName: string, Dimensions: object[]) => ({
        ReturnData: false,
        MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 300, Stat: 'Sum' },
      });
      expect(packaged().resource('WatchesAbortedAlarm')?.['Metrics']).toEqual([
        expect.objectContaining({ Id: 'unexpected', Expression: 'aborted - FILL(stopped, 0)' }),
        { Id: 'aborted', ...metric('AWS/States', 'ExecutionsAborted', ofWatchJob) },
        { Id: 'stopped', ...metric('JobWatch', 'StoppedWatches', service) },
      ]);
    });
  });
}
