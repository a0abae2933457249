import { describe, expect, it } from 'vitest';
import type { Packaged } from './packaged.ts';
import { referencesOf, rightsOf } from './template-reading.ts';

const ownLog = (name: string) =>
  `logs:CreateLogStream logs:CreateLogGroup logs:PutLogEvents on logs:log-group:/aws/lambda/sdrs-job-watcher-dev-${name}:*:*`;
const traces = 'xray:PutTraceSegments xray:PutTelemetryRecords on *';
const machineLogsAndTraces = [
  'logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries ' +
    'logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DescribeLogGroups on *',
  'xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets on *',
];
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
          traces,
          'states:StartExecution on WatchJobStateMachine',
          'sqs:SendMessage on WatchRequestDeadLetterQueue',
        ],
      ],
      [
        'LookAtJobIamRoleLambdaExecution',
        [ownLog('LookAtJob'), traces, secret('otc-prod'), secret('huawei-dr')],
      ],
      [
        'ReportLostWatchIamRoleLambdaExecution',
        [
          ownLog('ReportLostWatch'),
          traces,
          'states:StartExecution on SendNoticeStateMachine',
          'sqs:SendMessage on LostWatchDeadLetterQueue',
        ],
      ],
      [
        'PlanNoticeIamRoleLambdaExecution',
        [ownLog('PlanNotice'), traces, 'dynamodb:GetItem dynamodb:PutItem on RecordsTable'],
      ],
      [
        'DeliverNoticeIamRoleLambdaExecution',
        [
          ownLog('DeliverNotice'),
          traces,
          'dynamodb:GetItem dynamodb:PutItem dynamodb:Query on RecordsTable',
          secret('slack'),
          'ssm:GetParameter on ssm:parameter/jobwatch/ticket-system/signing-secret',
        ],
      ],
      [
        'AnnounceMissedFailuresIamRoleLambdaExecution',
        [
          ownLog('AnnounceMissedFailures'),
          traces,
          `states:StartExecution on \${SendNoticeStateMachine}`,
          `states:DescribeExecution states:GetExecutionHistory on states:execution:\${WatchJobStateMachine.Name}:*`,
          secret('otc-prod'),
          secret('huawei-dr'),
        ],
      ],
      [
        'TakeSmnMessageIamRoleLambdaExecution',
        [
          ownLog('TakeSmnMessage'),
          traces,
          'states:StartExecution on SendNoticeStateMachine',
          `states:DescribeExecution states:GetExecutionHistory on states:execution:\${WatchJobStateMachine.Name}:*`,
          'sqs:SendMessage on WatchRequestQueue',
          'dynamodb:GetItem dynamodb:PutItem on RecordsTable',
        ],
      ],
      [
        'WatchApiIamRoleLambdaExecution',
        [
          ownLog('WatchApi'),
          traces,
          `states:StartExecution states:ListExecutions on \${WatchJobStateMachine}`,
          `states:DescribeExecution states:GetExecutionHistory states:StopExecution on states:execution:\${WatchJobStateMachine.Name}:*`,
          'dynamodb:GetItem dynamodb:PutItem on RecordsTable',
        ],
      ],
      [
        'WatchJobRole',
        [
          'lambda:InvokeFunction on LookAtJobLambdaFunction',
          'lambda:InvokeFunction on ReportLostWatchLambdaFunction',
          'states:StartExecution on SendNoticeStateMachine',
          'sqs:SendMessage on NoticeDeadLetterQueue',
          ...machineLogsAndTraces,
        ],
      ],
      [
        'SendNoticeRole',
        [
          'lambda:InvokeFunction on PlanNoticeLambdaFunction',
          'lambda:InvokeFunction on DeliverNoticeLambdaFunction',
          'sqs:SendMessage on NoticeDeadLetterQueue',
          ...machineLogsAndTraces,
        ],
      ],
    ])('what it must and nothing else: %s', (role, rights) => {
      expect(rightsOf(packaged().resource(role))).toEqual(rights);
    });

    it('no action by wildcard, and every resource by wildcard is one that AWS knows no resources for', () => {
      const roles = Object.entries(packaged().ofType('AWS::IAM::Role')).filter(
        ([id]) => id !== 'IamRoleLambdaExecution',
      );
      const rights = roles.flatMap(([, role]) => rightsOf(role).map((right) => right.split(' on ')));
      expect(rights.filter(([actions]) => actions?.includes('*'))).toEqual([]);
      const unbounded = rights.filter(([, on]) => on === '*').flatMap(([actions = '']) => actions.split(' '));
      // X-Ray: no resource types (Service Authorization Reference); log delivery: see machine-logs-and-traces.yml.
      expect(
        unbounded.filter((action) => !/^(xray:|logs:\w*(LogDeliver|ResourcePolic|LogGroups))/.test(action)),
      ).toEqual([]);
    });

    it('nothing for a role that no function has: the shared one is not made', () => {
      expect(packaged().template.Resources['IamRoleLambdaExecution']?.Condition).toBe('Never');
      expect(packaged().template.Conditions['Never']).toEqual({ 'Fn::Equals': ['never', 'always'] });
      const users = Object.values(packaged().template.Resources).flatMap(referencesOf);
      expect(users).not.toContain('IamRoleLambdaExecution');
    });
  });
}
