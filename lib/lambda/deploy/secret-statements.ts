import type { SecretRef } from '../../watch/secret.ts';

/** A statement of a role's policy, as CloudFormation takes it. */
export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: ({ 'Fn::Sub': string } | { 'Fn::GetAtt': [string, string] })[];
}

const arnHere = (service: string, resource: string): string =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;

/** The right to read these secrets and no others: a statement for each store that is in use. */
export function readStatements(references: readonly SecretRef[]): Statement[] {
  const inStore = (store: string) =>
    references
      .filter((reference) => reference.startsWith(`${store}:`))
      .map((reference) => reference.slice(store.length + 1));
  return [
    ...allowed('secretsmanager:GetSecretValue', inStore('secretsmanager').map(secretArn)),
    ...allowed('ssm:GetParameter', inStore('ssm').map(parameterArn)),
  ];
}

function allowed(action: string, arns: string[]): Statement[] {
  if (arns.length === 0) return [];
  return [
    { Effect: 'Allow', Action: [action], Resource: [...new Set(arns)].map((arn) => ({ 'Fn::Sub': arn })) },
  ];
}

/**
 * A secret's ARN ends in "-" and six random characters, one "?" each (Secrets Manager User Guide, "Use a wildcard for the
 * random characters"); a reference may also give the whole ARN.
 */
function secretArn(reference: string): string {
  const [name = ''] = reference.split('#');
  return name.startsWith('arn:') ? name : arnHere('secretsmanager', `secret:${name}-??????`);
}

const parameterArn = (path: string): string => arnHere('ssm', `parameter${path}`);
