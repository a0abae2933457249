import { describe, expect, it } from 'vitest';
import type { Packaged } from './packaged.ts';
import { rightsOf } from './template-reading.ts';

const ownLog = (name: string) =>
  `logs:CreateLogStream logs:PutLogEvents on logs:log-group:/aws/lambda/sdrs-job-watcher-dev-${name}:*:*`;
const machineLogs =
  'logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries ' +
  'logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DescribeLogGroups on *';
const secret = (name: string) =>
  `secretsmanager:GetSecretValue on secretsmanager:secret:jobwatch/${name}-??????`;

/** What every role may do, as a table. */
export function describeRoles(packaged: () => Packaged): void {
  describe('each role may do', () => {
    it.each([
      [
        'StartWatchIamRoleLambdaExecution',
        [
          ownLog('StartWatch'),
          'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on WatchRequestQueue',
          'states:StartExecution on WatchJobStateMachine',
          'sqs:SendMessage on WatchRequestDeadLetterQueue',
        ],
      ],
      ['PollJobIamRoleLambdaExecution', [ownLog('PollJob'), secret('otc-prod'), secret('huawei-dr')]],
      [
        'ReportLostWatchIamRoleLambdaExecution',
        [
          ownLog('ReportLostWatch'),
          'states:StartExecution on SendNotificationStateMachine',
          'sqs:SendMessage on LostWatchDeadLetterQueue',
        ],
      ],
      [
        'SweepLostWatchesIamRoleLambdaExecution',
        [
          ownLog('SweepLostWatches'),
          'states:StartExecution on SendNotificationStateMachine',
          'states:ListExecutions on WatchJobStateMachine',
          `states:DescribeExecution on states:execution:\${WatchJobStateMachine.Name}:*`,
          `states:DescribeExecution on states:execution:\${SendNotificationStateMachine.Name}:*`,
        ],
      ],
      [
        'PlanNotificationIamRoleLambdaExecution',
        [ownLog('PlanNotification'), 'dynamodb:GetItem dynamodb:PutItem on KeyValueTable'],
      ],
      [
        'DeliverNotificationIamRoleLambdaExecution',
        [
          ownLog('DeliverNotification'),
          'dynamodb:GetItem dynamodb:PutItem dynamodb:Query on KeyValueTable',
          secret('slack'),
          'ssm:GetParameter on ssm:parameter/jobwatch/ticket-system/signing-secret',
        ],
      ],
      [
        'SweepMissedFailuresIamRoleLambdaExecution',
        [
          ownLog('SweepMissedFailures'),
          `states:StartExecution on \${SendNotificationStateMachine}`,
          `states:DescribeExecution states:GetExecutionHistory on states:execution:\${WatchJobStateMachine.Name}:*`,
          secret('otc-prod'),
          secret('huawei-dr'),
        ],
      ],
      [
        'ReceiveSmnMessageIamRoleLambdaExecution',
        [
          ownLog('ReceiveSmnMessage'),
          'states:StartExecution on SendNotificationStateMachine',
          `states:DescribeExecution states:GetExecutionHistory on states:execution:\${WatchJobStateMachine.Name}:*`,
          'sqs:SendMessage on WatchRequestQueue',
          'dynamodb:GetItem dynamodb:PutItem on KeyValueTable',
        ],
      ],
      [
        'WatchApiIamRoleLambdaExecution',
        [
          ownLog('WatchApi'),
          `states:StartExecution states:ListExecutions on \${WatchJobStateMachine}`,
          `states:DescribeExecution states:GetExecutionHistory states:StopExecution on states:execution:\${WatchJobStateMachine.Name}:*`,
          `states:DescribeExecution states:GetExecutionHistory on states:execution:\${SendNotificationStateMachine.Name}:*`,
          'dynamodb:GetItem dynamodb:PutItem on KeyValueTable',
        ],
      ],
      [
        'WatchJobRole',
        [
          'lambda:InvokeFunction on PollJobLambdaFunction',
          'lambda:InvokeFunction on ReportLostWatchLambdaFunction',
          'states:StartExecution on SendNotificationStateMachine',
          'sqs:SendMessage on NotificationDeadLetterQueue',
          machineLogs,
        ],
      ],
      [
        'SendNotificationRole',
        [
          'lambda:InvokeFunction on PlanNotificationLambdaFunction',
          'lambda:InvokeFunction on DeliverNotificationLambdaFunction',
          'sqs:SendMessage on NotificationDeadLetterQueue',
          machineLogs,
        ],
      ],
    ])('what it must and nothing else: %s', (role, rights) => {
      expect(rightsOf(packaged().resource(role))).toEqual(rights);
    });

    it('no action by wildcard, and every resource by wildcard is one that AWS knows no resources for', () => {
      const roles = Object.values(packaged().ofType('AWS::IAM::Role'));
      const rights = roles.flatMap((role) => rightsOf(role).map((right) => right.split(' on ')));
      expect(rights.filter(([actions]) => actions?.includes('*'))).toEqual([]);
      const unbounded = rights.filter(([, on]) => on === '*').flatMap(([actions = '']) => actions.split(' '));
      // See machine-logs.yml.
      expect(
        unbounded.filter((action) => !/^logs:\w*(LogDeliver|ResourcePolic|LogGroups)/.test(action)),
      ).toEqual([]);
    });

    it('nothing for a role that no function has: the shared one is not made', () => {
      expect(packaged().resource('IamRoleLambdaExecution')).toBeUndefined();
    });
  });
}
