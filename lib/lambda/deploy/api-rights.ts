import type { SecretRef } from '../../watch/secret.ts';
import { readStatements, type Statement } from './secret-statements.ts';
import { executionsOfWatchJob } from './watch-executions.ts';

/** What http-api may do: start and list executions of watch-job, see and stop them, remember signed requests, and read its own keys. */
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
  {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    Resource: [{ 'Fn::GetAtt': ['RecordsTable', 'Arn'] }],
  },
  ...readStatements(secrets),
];
