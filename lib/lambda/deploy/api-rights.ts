import type { SecretRef } from '../../watch/secret.ts';
import { readStatements, type Statement } from './secret-statements.ts';

const executionsOfWatchJob = `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${WatchJobStateMachine.Name}:*`;

/** What http-api may do: start and list executions of watch-job, see and stop them, and read its own keys. */
export const apiRights = (secrets: readonly SecretRef[]): Statement[] => [
  {
    Effect: 'Allow',
    Action: ['states:StartExecution', 'states:ListExecutions'],
    Resource: [{ 'Fn::Sub': `\${WatchJobStateMachine}` }],
  },
  {
    Effect: 'Allow',
    Action: ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution'],
    Resource: [{ 'Fn::Sub': executionsOfWatchJob }],
  },
  ...readStatements(secrets),
];
