import type { Destination } from '../../channels/registry.ts';
import type { Statement } from './secret-statements.ts';

/** The records of deliveries. */
const tableStatement: Statement = {
  Effect: 'Allow',
  Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  Resource: [{ 'Fn::GetAtt': ['KeyValueTable', 'Arn'] }],
};

/** What deliver-notification may do besides reading secrets: keep its records, and call AWS for the destinations that are there, and only for these. */
export function destinationRights(destinations: readonly Destination[]): Statement[] {
  const byAction = Map.groupBy(
    destinations.flatMap((destination) => rightOf(destination) ?? []),
    ({ action }) => action,
  );
  return [
    tableStatement,
    ...[...byAction].map(
      ([action, rights]): Statement => ({
        Effect: 'Allow',
        Action: [action],
        Resource: [...new Set(rights.flatMap(({ arns }) => arns))].map((arn) => ({ 'Fn::Sub': arn })),
      }),
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

/** The identity is the address or its domain, whichever is verified (docs.aws.amazon.com/service-authorization, "Amazon SES v2"). */
function sesArns({
  region,
  from,
  configuration_set: set,
}: Extract<Destination, { kind: 'email' }>): string[] {
  const here = `arn:\${AWS::Partition}:ses:${region}:\${AWS::AccountId}`;
  const identities = [from, from.replace(/^.*@/, '')].map((name) => `${here}:identity/${name}`);
  return set === undefined ? identities : [...identities, `${here}:configuration-set/${set}`];
}
