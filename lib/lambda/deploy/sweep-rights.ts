import type { SecretRef } from '../../watch/secret.ts';
import { readStatements, type Statement } from './secret-statements.ts';
import { executionsOfWatchJob } from './watch-executions.ts';

/** What sweep-missed-failures may do: announce, see how watches ended, and read the credentials of the accounts. */
export const sweepRights = (secrets: readonly SecretRef[]): Statement[] => [
  {
    Effect: 'Allow',
    Action: ['states:StartExecution'],
    Resource: [{ 'Fn::Sub': `\${SendNotificationStateMachine}` }],
  },
  {
    Effect: 'Allow',
    Action: ['states:DescribeExecution', 'states:GetExecutionHistory'],
    Resource: [executionsOfWatchJob],
  },
  ...readStatements(secrets),
];
