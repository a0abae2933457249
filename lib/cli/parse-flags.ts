import type * as z from 'zod';
import { isRecord } from '../job/json-value.ts';
import { validateInput } from '../watch/validate-input.ts';
import { UsageError } from './usage-error.ts';

/** Addresses are not repeated: what is wrong with one may be the password in it. */
const unrepeated = ['endpoint', 'iam_endpoint'];

/** What stands in a variable is not repeated either: it may be the secret of the variable beside it. */
const isVariable = (name: string): boolean => name.startsWith('OS_');

/**
 * What flags and variables ask for, held against a schema; undefined is not asked. Throws UsageError with each that is
 * wrong by its own name (`flagOf` has it, by field), what was expected and what was found.
 */
export function parseFlags<Value>(
  schema: z.ZodType<Value>,
  asked: Record<string, unknown>,
  flagOf: Record<string, string>,
): Value {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  const parsed = validateInput(schema, Object.fromEntries(given));
  if (parsed.kind === 'right') return parsed.value;
  const lines = parsed.problems.map(({ path, message }) => {
    const [field = '', ...inner] = path.map(String);
    const name = flagOf[field] ?? field;
    const value = path.reduce(partOf, asked);
    const isSaid = message.includes('found') || unrepeated.includes(field) || isVariable(name);
    const found = isSaid || isRecord(value) ? '' : `, found ${JSON.stringify(String(value).slice(0, 80))}`;
    return `${[name, ...inner].join(' ')}: ${message}${found}`;
  });
  throw new UsageError(lines.join('\n'), { cause: parsed.cause });
}

const partOf = (value: unknown, step: PropertyKey): unknown =>
  isRecord(value) ? value[String(step)] : undefined;
