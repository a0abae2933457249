import * as z from 'zod';
import { isNestedDeeper } from '../job/json-value.ts';
import { stateVersion } from '../workflow/state-version.ts';
import { UnreadableState, WrongInput } from './errors.ts';
import { problemLine, validateInput } from './validate-input.ts';

/** How a function reads what it is sent. */
export interface Reading<Input> {
  input: z.ZodType<Input>;
  /** Whether an input is state of a machine; anything else is a request from outside, and stays wrong if it is wrong. */
  isState?: ((input: unknown) => boolean) | undefined;
}

/** The state of a machine has a few dozen levels; a schema runs out of stack on a value without end. */
const deepestInput = 128;

/**
 * Reads what a function is sent. Throws UnreadableState for state, which the machines retry for half an hour, and WrongInput
 * for a request, which they never retry. Both name every problem, and no value that was found but its type.
 */
export function readInput<Input>({ input: schema, isState }: Reading<Input>, input: unknown): Input {
  if (isNestedDeeper(input, deepestInput)) {
    throw new WrongInput(
      `The event is not what this function takes: it has more than ${deepestInput} levels.`,
    );
  }
  const parsed = validateInput(schema, input);
  if (parsed.kind === 'right') return parsed.value;
  const problems = parsed.problems.map(problemLine).join('; ');
  if (isState?.(input)) throw new UnreadableState(unreadable(input, problems), { cause: parsed.cause });
  throw new WrongInput(`The event is not what this function takes: ${problems}`, { cause: parsed.cause });
}

const unreadable = (input: unknown, problems: string): string =>
  `The state cannot be read by this release, which writes version ${stateVersion}; found ${found(input)}: ${problems}. ` +
  'Deploy the release that wrote it, or a later one: the machine tries again for half an hour.';

const Part = z.object({ version: z.number() });

/** The versions of the parts of an input: the highest, or that there is no version. */
function found(input: unknown): string {
  const parts = z.record(z.string(), z.unknown()).safeParse(input).data ?? {};
  const versions = Object.values(parts).flatMap((part) => Part.safeParse(part).data?.version ?? []);
  return versions.length === 0 ? 'state without a version' : `version ${Math.max(...versions)}`;
}
