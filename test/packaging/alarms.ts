import { describe, expect, it } from 'vitest';
import type { Packaged } from './packaged.ts';

const queue = (name: string) => [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [name, 'QueueName'] } }];

/** What raises an alarm: undelivered notices, requests without a watch, lost watches, broken functions; never a failed job. */
export function describeAlarms(packaged: () => Packaged, functions: readonly string[]): void {
  const expected = [
    [
      'WatchRequestDeadLetterAlarm',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      queue('WatchRequestDeadLetterQueue'),
    ],
    [
      'NoticeDeadLetterAlarm',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      queue('NoticeDeadLetterQueue'),
    ],
    [
      'LostWatchDeadLetterAlarm',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      queue('LostWatchDeadLetterQueue'),
    ],
    ['LostWatchAlarm', 'JobWatch', 'LostWatches', [{ Name: 'service', Value: 'sdrs-job-watcher-dev' }]],
    [
      'SendNoticeAlarm',
      'AWS/States',
      'ExecutionsFailed',
      [{ Name: 'StateMachineArn', Value: { Ref: 'SendNoticeStateMachine' } }],
    ],
    ...functions.map((name) => [
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

    it('are raised by the first one, and silence is fine', () => {
      for (const alarm of Object.values(packaged().ofType('AWS::CloudWatch::Alarm'))) {
        expect(alarm).toMatchObject({
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 0,
          EvaluationPeriods: 1,
          TreatMissingData: 'notBreaching',
          AlarmActions: [{ 'Fn::If': ['AlarmsAreSent', '', { Ref: 'AWS::NoValue' }] }],
        });
      }
    });
  });
}
