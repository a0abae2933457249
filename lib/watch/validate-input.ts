import * as z from 'zod';

/** One thing that is wrong with an input: where, and what was expected and found. */
export interface Problem {
  path: PropertyKey[];
  message: string;
}

export type Parsed<Value> =
  | { kind: 'right'; value: Value }
  | { kind: 'wrong'; problems: Problem[]; cause: z.ZodError };

/** More than anybody corrects at a time; what is hostile could be wrong in a hundred thousand places. */
const mostProblems = 100;

/**
 * Validates an input against a schema. Returns the value, or everything that is wrong with it: the first hundred
 * problems. The problem of an unknown key lists the known keys, at every level.
 */
export function validateInput<Value>(schema: z.ZodType<Value>, input: unknown): Parsed<Value> {
  const parsed = schema.safeParse(input, { error: withKnownKeys });
  if (parsed.success) return { kind: 'right', value: parsed.data };
  const problems = parsed.error.issues.flatMap(problemsOf).slice(0, mostProblems);
  return { kind: 'wrong', problems, cause: parsed.error };
}

/** A problem as one line: `destinations[1].url: expected …`. */
export const problemLine = ({ path, message }: Problem): string => `${pathText(path)}: ${message}`;

/** A path as people write it: `destinations[1].url`; the top of the input is `(top)`. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step).slice(0, 64)}`))
    .join('')
    .replace(/^\./, '');
  return text === '' ? '(top)' : text;
}

function withKnownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys' || !(issue.inst instanceof z.ZodObject)) return undefined;
  return `unknown key; known: ${Object.keys(issue.inst.shape).join(', ')}`;
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: issue.message }));
  }
  const message = issue.message
    .replace(/^(?:Invalid \w+|Too \w+): /, '')
    .replace(/^Invalid discriminator value\. Expected /, 'expected one of ')
    .replace(', received ', ', found ')
    .replace(/ undefined$/, ' nothing');
  return [{ path: issue.path, message }];
}
