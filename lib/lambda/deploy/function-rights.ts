import type { Destination } from '../../channels/destination.ts';
import type { SecretRef } from '../../watch/ports/secret.ts';

/** A statement of an IAM policy, as CloudFormation accepts it. */
export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: ({ 'Fn::Sub': string } | { 'Fn::GetAtt': [string, string] })[];
}

const allow = (actions: string[], ...arns: string[]): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: arns.map((arn) => ({ 'Fn::Sub': arn })),
});

const arnHere = (service: string, resource: string): string =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;

const watchJob = `\${WatchJobStateMachine}`;
const sendNotification = `\${SendNotificationStateMachine}`;
const executionsOfWatchJob = arnHere('states', `execution:\${WatchJobStateMachine.Name}:*`);
const executionsOfSendNotification = arnHere('states', `execution:\${SendNotificationStateMachine.Name}:*`);

const onTable = (...actions: string[]): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: [{ 'Fn::GetAtt': ['KeyValueTable', 'Arn'] }],
});

/**
 * Returns the rights of http-api: start, list, show and stop watches, show the progress of a rehearsal's
 * notification, record signed requests, and read its own keys.
 */
export const apiRights = (secrets: readonly SecretRef[]): Statement[] => [
  allow(['states:StartExecution', 'states:ListExecutions'], watchJob),
  allow(
    ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution'],
    executionsOfWatchJob,
  ),
  allow(['states:DescribeExecution', 'states:GetExecutionHistory'], executionsOfSendNotification),
  onTable('dynamodb:GetItem', 'dynamodb:PutItem'),
  ...readStatements(secrets),
];

/**
 * Returns the rights of sweep-missed-failures: announce, see how watches ended, and read the accounts'
 * credentials.
 */
export const sweepRights = (secrets: readonly SecretRef[]): Statement[] => [
  allow(['states:StartExecution'], sendNotification),
  allow(['states:DescribeExecution', 'states:GetExecutionHistory'], executionsOfWatchJob),
  ...readStatements(secrets),
];

/**
 * Returns the rights of deliver-notification, except those to read secrets: use the table, and call AWS for
 * exactly the configured destinations.
 */
export function destinationRights(destinations: readonly Destination[]): Statement[] {
  const byAction = Map.groupBy(
    destinations.flatMap((destination) => rightOf(destination) ?? []),
    ({ action }) => action,
  );
  return [
    onTable('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'),
    ...[...byAction].map(([action, rights]) =>
      allow([action], ...new Set(rights.flatMap(({ arns }) => arns))),
    ),
  ];
}

function rightOf(destination: Destination): { action: string; arns: string[] } | undefined {
  switch (destination.kind) {
    case 'sns':
    case 'amazon-q':
      return { action: 'sns:Publish', arns: [destination.topic] };
    case 'eventbridge':
      return { action: 'events:PutEvents', arns: [busArn(destination)] };
    case 'email':
      return { action: 'ses:SendEmail', arns: sesArns(destination) };
    default:
      return undefined;
  }
}

const busArn = ({ bus = 'default', region }: { bus?: string | undefined; region: string }): string =>
  bus.startsWith('arn:')
    ? bus
    : `arn:\${AWS::Partition}:events:${region}:\${AWS::AccountId}:event-bus/${bus}`;

/**
 * Returns the ARNs of the address and of its domain, because either may be the verified identity
 * (docs.aws.amazon.com/service-authorization, "Amazon SES v2").
 */
function sesArns({
  region,
  from,
  configuration_set: set,
}: Extract<Destination, { kind: 'email' }>): string[] {
  const here = `arn:\${AWS::Partition}:ses:${region}:\${AWS::AccountId}`;
  const identities = [from, from.replace(/^.*@/, '')].map((name) => `${here}:identity/${name}`);
  return set === undefined ? identities : [...identities, `${here}:configuration-set/${set}`];
}

/** Returns the right to read exactly these secrets, with one statement for each secret store in use. */
export function readStatements(references: readonly SecretRef[]): Statement[] {
  const inStore = (store: string) =>
    references
      .filter((reference) => reference.startsWith(`${store}:`))
      .map((reference) => reference.slice(store.length + 1));
  const secrets = new Set(inStore('secretsmanager').map(secretArn));
  const parameters = new Set(inStore('ssm').map((path) => arnHere('ssm', `parameter${path}`)));
  return [
    allow(['secretsmanager:GetSecretValue'], ...secrets),
    allow(['ssm:GetParameter'], ...parameters),
  ].filter(({ Resource }) => Resource.length > 0);
}

/**
 * Returns the ARN of a secret. A secret's ARN ends in "-" and six random characters, and "?" matches one of
 * them (Secrets Manager User Guide, "Use a wildcard for the random characters"). A reference may also hold
 * the whole ARN.
 */
function secretArn(reference: string): string {
  const [name = ''] = reference.split('#');
  return name.startsWith('arn:') ? name : arnHere('secretsmanager', `secret:${name}-??????`);
}
