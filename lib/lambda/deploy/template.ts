import * as z from 'zod';

/** The parts of a CloudFormation resource that this project reads or changes. */
export const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
});
export type Resource = z.infer<typeof Resource>;

export const Template = z.looseObject({ Resources: z.record(z.string(), Resource) });
export type Template = z.infer<typeof Template>;

/** Returns the logical ids that a value names in Ref, Fn::GetAtt or Fn::Sub, including pseudo parameters. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key === 'Ref') return [String(part)];
    if (key === 'Fn::GetAtt') return [String([part].flat()[0]).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return referencesOfSub([part].flat());
    return referencesIn(part);
  });
}

/** Fn::Sub has a text, or a text and values for the names in it. */
function referencesOfSub([text, values = {}]: unknown[]): string[] {
  const own = Object.keys(z.record(z.string(), z.unknown()).parse(values));
  const named = [...String(text).matchAll(/\$\{([\w:]+)(?:\.[\w.]+)?\}/g)].map(([, name = '']) => name);
  return [...named.filter((name) => !own.includes(name)), ...referencesIn(values)];
}
