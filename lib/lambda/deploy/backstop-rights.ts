import type { SecretRef } from '../../watch/secret.ts';
import { readStatements, type Statement } from './secret-statements.ts';

/** What announce-missed-failures may do: announce, and read the credentials of the accounts. */
export const backstopRights = (secrets: readonly SecretRef[]): Statement[] => [
  {
    Effect: 'Allow',
    Action: ['states:StartExecution'],
    Resource: [{ 'Fn::Sub': `\${SendNoticeStateMachine}` }],
  },
  ...readStatements(secrets),
];
