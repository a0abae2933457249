import type { SecretRef } from '../../watch/secret.ts';
import { readStatements, type Statement } from './secret-statements.ts';
import { executionsOfSendNotification, executionsOfWatchJob } from './watch-executions.ts';

/** What http-api may do: start and list executions of watch-job, see and stop them, see those of send-notification, remember signed requests, and read its own keys. */
export const apiRights = (secrets: readonly SecretRef[]): Statement[] => [
  {
    Effect: 'Allow',
    Action: ['states:StartExecution', 'states:ListExecutions'],
    Resource: [{ 'Fn::Sub': `\${WatchJobStateMachine}` }],
  },
  {
    Effect: 'Allow',
    Action: ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution'],
    Resource: [executionsOfWatchJob],
  },
  // A rehearsal shows how far its notification has come.
  {
    Effect: 'Allow',
    Action: ['states:DescribeExecution', 'states:GetExecutionHistory'],
    Resource: [executionsOfSendNotification],
  },
  {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    Resource: [{ 'Fn::GetAtt': ['KeyValueTable', 'Arn'] }],
  },
  ...readStatements(secrets),
];
