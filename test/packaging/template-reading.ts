import * as z from 'zod';
import type { Resource } from './packaged.ts';

const list = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item)]).transform((one) => [one].flat());
const Statement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: list(z.string()),
  Resource: list(z.unknown()),
});
const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })),
  ManagedPolicyArns: z.tuple([]).optional(),
});

/** Every right of a role, one line for each resource: `sqs:SendMessage on NotificationDeadLetterQueue`. */
export function rightsOf(role: unknown): string[] {
  const statements = Role.parse(role).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements.flatMap(({ Action, Resource }) =>
    Resource.map((resource) => `${Action.join(' ')} on ${resourceText(resource)}`),
  );
}

function resourceText(resource: unknown): string {
  if (resource === '*') return '*';
  const Words = z.union([
    z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
    z
      .object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
      .transform((got) => got['Fn::GetAtt'][0]),
    z
      .object({ 'Fn::Sub': z.string() })
      .transform((sub) => sub['Fn::Sub'].replace(/\$\{AWS::\w+\}:/g, '').replace('arn:', '')),
  ]);
  return Words.parse(resource);
}

/** The logical ids that a resource names, by Ref, GetAtt or DependsOn. */
export function referencesOf(resource: Resource): string[] {
  return [...[resource.DependsOn ?? []].flat(), ...referencesIn(resource.Properties)].filter(
    (id) => !id.startsWith('AWS::'),
  );
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key === 'Ref') return [String(part)];
    if (key === 'Fn::GetAtt') return [String([part].flat()[0])];
    return referencesIn(part);
  });
}

/** The resources that can never be made, because they wait for each other. */
export function waitingForEver(resources: Record<string, Resource>): string[] {
  const waiting = new Map(Object.entries(resources).map(([id, found]) => [id, referencesOf(found)]));
  const ready = () =>
    [...waiting.keys()].filter((id) => !waiting.get(id)?.some((other) => waiting.has(other)));
  for (let made = ready(); made.length > 0; made = ready()) {
    for (const id of made) waiting.delete(id);
  }
  return [...waiting.keys()];
}

const Definition = z.object({
  DefinitionString: z.object({ 'Fn::Sub': z.tuple([z.string(), z.record(z.string(), z.unknown())]) }),
});

/**
 * A machine's definition as it is deployed, with its references put back in place, and without the defaults
 * spelled out.
 */
export function deployedDefinition(machine: unknown): unknown {
  const [text, references] = Definition.parse(machine).DefinitionString['Fn::Sub'];
  return JSON.parse(text, (key, value) => {
    if (key === 'QueryLanguage' && value === 'JSONPath') return undefined;
    const name = typeof value === 'string' ? /^\$\{(\w+)\}$/.exec(value)?.[1] : undefined;
    return name === undefined ? value : references[name];
  });
}

const State = z.looseObject({
  TimeoutSeconds: z.number().optional(),
  Parameters: z.looseObject({ FunctionName: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }) }),
});
const Inner = z.looseObject({ ItemProcessor: z.looseObject({ States: z.record(z.string(), z.unknown()) }) });

/**
 * The Tasks of definitions that call a function, inside their Map states too, with how long they wait for it.
 */
export function tasksOf(
  definitions: readonly { States: object }[],
): { state: string; calls: string; timeoutSeconds: number | undefined }[] {
  const inStates = (states: object): ReturnType<typeof tasksOf> =>
    Object.entries(states).flatMap(([state, unread]) => {
      const inner = Inner.safeParse(unread).data;
      if (inner !== undefined) return inStates(inner.ItemProcessor.States);
      const task = State.safeParse(unread).data;
      if (task === undefined) return [];
      const calls = task.Parameters.FunctionName['Fn::GetAtt'][0];
      return [{ state, calls, timeoutSeconds: task.TimeoutSeconds }];
    });
  return definitions.flatMap(({ States }) => inStates(States));
}
