import { type Mutant, mutantsOf, type Path, type Planting, partOf } from './mutants.ts';

/** Changes that change nothing for anybody, each with the reason. */
const equivalents: [where: RegExp, why: string][] = [
  [/ (AWSTemplateFormatVersion|Description)$/, 'says what the template is'],
  [/\.(Description|AlarmDescription)$/, 'prose for people'],
  [/ Outputs\.\w+\.Export/, 'of the framework, for other stacks: nothing imports it'],
  [/ (Resources|Outputs)\.ServerlessDeploymentBucket/, 'the bucket of the framework'],
  [/\.Code\b/, 'where the framework puts the bundle'],
  [/\.DefinitionString/, 'held against the file as a whole; the definitions have mutants of their own'],
  [/ Resources\.Dashboard/, 'a picture'],
  [/ Resources(\.\w+\.(Type|Properties))?$/, 'CloudFormation itself refuses it'],
  [/\.PolicyName\b/, 'a name that nothing refers to'],
  [/\.Targets\.\d+\.Id$/, 'a name that nothing refers to'],
  [/\.HttpApi\.Properties\.Name$/, 'a name that nothing refers to'],
  [/^drops .*IamRoleLambdaExecution\.Properties\.(Path|ManagedPolicyArns)$/, '/ and none are the defaults'],
  [/\.Qualifier$/, '$LATEST is the only version there is'],
  [/^drops .*Rule\w*\.Properties\.State$/, 'ENABLED is the default'],
  [/^drops .*\.Targets\.0\.RetryPolicy$/, 'it is the default: a day and 185 attempts'],
  [/^drops .*EventSourceMapping\w*\.Properties\.(Enabled|BatchSize)$/, 'true and 10 are the defaults'],
  [/\.DependsOn\b/, 'an order that the framework adds'],
  [/\.Metrics\.\d+\.Label$/, 'prose for people'],
  [/PolicyDocument\.Version$/, 'no policy of ours uses what differs between the versions'],
];

const isEquivalent = (where: string): boolean => equivalents.some(([pattern]) => pattern.test(where));

const kinds: [where: RegExp, kind: string][] = [
  [/^Outputs/, 'outputs'],
  [/\.AssumeRolePolicyDocument/, 'trust'],
  [/^Resources\.\w+Role\w*\./, 'rights'],
  [/^Resources\.\w+LambdaFunction\b/, 'functions'],
  [/^Resources\.\w+(Permission|EvConf|EventSourceMapping)/, 'what calls functions'],
  [/^Resources\.\w+Alarm\b/, 'alarms'],
  [/^Resources\.EncryptionKey/, 'key'],
  [/^Resources\.\w+Rule/, 'rules'],
  [/^Resources\.\w+Queue/, 'queues'],
  [/^Resources\.\w+Table/, 'table'],
  [/^Resources\.\w+LogGroup/, 'logs'],
  [/^Resources\.\w+StateMachine/, 'machines'],
  [/^Resources\.HttpApi/, 'HTTP API'],
];

const kindOf = (path: Path): string => kinds.find(([where]) => where.test(path.join('.')))?.[1] ?? 'other';

const services = ['lambda.amazonaws.com', 'states.amazonaws.com', 'events.amazonaws.com'];

/** What could stand somewhere by mistake: another service, all rights, another resource of the same type. */
const mistakes: [where: RegExp, mistakenFor: (word: string, template: object) => string[] | undefined][] = [
  [/\.Action(\.\d+)?$/, (word) => [`${word}x`, '*']],
  [/\.Principal(\.|$)/, (word) => services.filter((service) => service !== word)],
  [/\.(Ref|Fn::GetAtt\.0)$/, (word, template) => othersOfType(template, word)],
];

const mistakenFor =
  (template: object): Planting['mistakenFor'] =>
  (value, path) => {
    const place = path.join('.');
    if (/\.Resource$/.test(place) && value !== '*') return ['*'];
    if (typeof value !== 'string') return undefined;
    return mistakes.find(([where]) => where.test(place))?.[1](value, template);
  };

/**
 * Returns the other resources of the type. Undefined where the id is of no resource, or of the only one of
 * its type.
 */
function othersOfType(template: object, id: string): string[] | undefined {
  const resources = Object.entries(partOf(template, 'Resources') ?? {});
  const typeOf = (resource: unknown) => partOf(resource, 'Type');
  const type = typeOf(resources.find(([other]) => other === id)?.[1]);
  const others = resources.filter(([other, resource]) => other !== id && typeOf(resource) === type);
  return others.length > 0 ? others.map(([other]) => other).slice(0, mostOthers) : undefined;
}

/** A function is taken for these many others, not for each. */
const mostOthers = 2;

/** Returns every change of the template, one at a time. */
export const mutantsOfTemplate = (template: object): Mutant[] =>
  mutantsOf(template, { kindOf, isEquivalent, mistakenFor: mistakenFor(template) });
