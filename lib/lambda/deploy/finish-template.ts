import { WrongConfiguration } from '../../watch/errors.ts';
import { fitRole, resolved, withStatements } from './role-policies.ts';
import { type Resource, referencesIn, Template } from './template.ts';

/** The role that the plugins copy for each function. No function uses it. */
const sharedRole = 'IamRoleLambdaExecution';
const maxRoleNameLength = 64;

/**
 * Finishes the template that osls and its plugins made:
 * - Alarms get their actions.
 * - Functions lose the right to create log groups. The stack creates them, encrypted and with a retention
 *   time.
 * - Roles are fitted into IAM's quotas.
 * - Unused parts are removed.
 *
 * Throws WrongConfiguration with every problem.
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

/**
 * Removes logs:CreateLogGroup from the statement that serverless-iam-roles-per-function adds to every
 * function.
 */
function withoutLogGroups(resource: Resource): Resource {
  if (resource.Type !== 'AWS::IAM::Role') return resource;
  return withStatements(resource, (statement) => ({
    ...statement,
    Action: statement.Action.filter((action) => action !== 'logs:CreateLogGroup'),
  }));
}

/** Removes dependencies that a reference implies (cfn-lint W3005). */
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
  if (length <= maxRoleNameLength) return undefined;
  return `${id}: the name of the role is too long for IAM: expected at most ${maxRoleNameLength} characters, found ${length} in ${region}; shorten iamRoleStatementsName.`;
}
