import type * as z from 'zod';
import { isRecord } from '../job/json-value.ts';
import { validateInput } from '../watch/validate-input.ts';
import { UsageError } from './usage-error.ts';

/** Errors do not repeat URLs, because a wrong one may contain a password. */
const unrepeated = ['endpoint', 'iam_endpoint'];

/** Errors do not repeat the value of a variable, because it may be the secret of another variable. */
const isVariable = (name: string): boolean => name.startsWith('OS_');

/**
 * Parses flags and variables with a schema. `flagOf` has the name of the flag or variable for each field.
 * Throws UsageError, which lists each wrong one with what was expected and what was found.
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
    const isHidden = message.includes('found') || unrepeated.includes(field) || isVariable(name);
    const found = isHidden || isRecord(value) ? '' : `, found ${JSON.stringify(String(value).slice(0, 80))}`;
    return `${[name, ...inner].join(' ')}: ${message}${found}`;
  });
  throw new UsageError(lines.join('\n'), { cause: parsed.cause });
}

const partOf = (value: unknown, step: PropertyKey): unknown =>
  isRecord(value) ? value[String(step)] : undefined;
