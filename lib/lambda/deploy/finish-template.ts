import { WrongConfiguration } from '../../watch/errors.ts';
import { fitRole, resolved, withStatements } from './role-policies.ts';
import { type Resource, referencesIn, Template } from './template.ts';

/** The role that the plugins copy for each function. Nothing assumes it. */
const sharedRole = 'IamRoleLambdaExecution';
const longestRoleName = 64;

/**
 * Finishes the template that osls and its plugins made: alarms get their actions, functions lose the right to make log
 * groups, since the stack makes them encrypted and with an end, roles are brought within IAM's quotas, and what nothing
 * needs is left out. Throws WrongConfiguration with what cannot be deployed.
 */
export function finishTemplate(
  compiled: unknown,
  { region, alarmActions }: { region: string; alarmActions: readonly string[] },
): Template {
  const { [sharedRole]: _, ...resources } = Template.parse(compiled).Resources;
  const entries = Object.entries(resources).map(([id, resource]): [string, Resource] => [
    id,
    withoutNeedlessOrder(withAlarmActions(withoutLogGroups(resource), alarmActions)),
  ]);
  const fitted = entries.map(([id, resource]) => fittedResources([id, resource], region));
  const problems = [
    ...entries.flatMap(([id, resource]) => nameProblem(id, resource, region) ?? []),
    ...fitted.filter((found) => typeof found === 'string'),
  ];
  if (problems.length > 0) throw new WrongConfiguration(problems.join('\n'));
  const finished = fitted.filter((found) => typeof found !== 'string');
  return { ...Template.parse(compiled), Resources: Object.assign({}, ...finished) };
}

function withAlarmActions(resource: Resource, alarmActions: readonly string[]): Resource {
  if (resource.Type !== 'AWS::CloudWatch::Alarm' || alarmActions.length === 0) return resource;
  return { ...resource, Properties: { ...resource.Properties, AlarmActions: [...alarmActions] } };
}

/** Takes logs:CreateLogGroup out of the statement that serverless-iam-roles-per-function gives every function. */
function withoutLogGroups(resource: Resource): Resource {
  if (resource.Type !== 'AWS::IAM::Role') return resource;
  return withStatements(resource, (statement) => ({
    ...statement,
    Action: statement.Action.filter((action) => action !== 'logs:CreateLogGroup'),
  }));
}

/** Leaves out of DependsOn what a reference says already: cfn-lint's W3005. */
function withoutNeedlessOrder(resource: Resource): Resource {
  const { DependsOn, ...rest } = resource;
  const referenced = referencesIn(resource.Properties);
  const needed = [DependsOn ?? []].flat().filter((id) => !referenced.includes(id));
  return needed.length === 0 ? rest : { ...rest, DependsOn: needed };
}

function fittedResources(
  [id, resource]: [string, Resource],
  region: string,
): Record<string, Resource> | string {
  if (resource.Type !== 'AWS::IAM::Role') return { [id]: resource };
  const fitted = fitRole(id, resource, region);
  return typeof fitted === 'string' ? fitted : { ...fitted.policies, [id]: fitted.role };
}

function nameProblem(id: string, { Type, Properties }: Resource, region: string): string | undefined {
  if (Type !== 'AWS::IAM::Role') return undefined;
  const { length } = String(resolved(Properties?.['RoleName'] ?? '', region));
  if (length <= longestRoleName) return undefined;
  return `${id}: the name of the role has ${length} characters in ${region}, and IAM takes ${longestRoleName}: give a shorter iamRoleStatementsName.`;
}
