import type { Definitions } from '../../workflow/definitions.ts';
import { type Mutant, mutantsOf, type Path, type Planting, partOf } from './mutants.ts';

/** Changes that change nothing for anybody, each with the reason. */
const equivalents: [where: RegExp, why: string][] = [
  [/\.Comment$/, 'prose for people'],
  [/^drops .*\.BackoffRate$/, 'each is 2, which is the default'],
  [/^drops .*\.Deliver\.Retry\.2\.MaxAttempts$/, 'it is 3, which is the default'],
  [/^puts .*\.DeadLetterNotKept\.Cause$/, 'prose for people'],
  [/^drops .*\.(ProcessorConfig|Mode)$/, 'INLINE is the default'],
];

/** The rows of the report: the field that is changed, or the one it is in. */
const fields = [
  'Retry',
  'Catch',
  'Choices',
  'Parameters',
  'ResultSelector',
  'ItemSelector',
  'ResultPath',
  'OutputPath',
  'ItemsPath',
  'SecondsPath',
  'ErrorPath',
  'CausePath',
  'Error',
  'Cause',
  'Result',
  'Default',
  'Next',
  'StartAt',
  'TimeoutSeconds',
  'Resource',
  'Type',
  'End',
];

function kindOf(path: Path): string {
  return fields.find((field) => path.includes(field)) ?? 'States';
}

/**
 * What names another state may name any state of its machine; a JSONPath may be misspelt or end too early.
 */
const mistakenFor =
  (definitions: Definitions): Planting['mistakenFor'] =>
  (value, path) => {
    const key = String(path.at(-1));
    if (typeof value !== 'string') return undefined;
    if (['Next', 'Default', 'StartAt'].includes(key)) {
      return statesBeside(definitions, path).filter((state) => state !== value);
    }
    const shorter = /^(\$.*)\.\w+$/.exec(value)?.[1];
    return shorter === undefined ? undefined : [`${value}x`, shorter];
  };

/** Returns the names of the states among which a Next, Default or StartAt chooses. */
function statesBeside(definitions: Definitions, path: Path): string[] {
  const end = path.at(-1) === 'StartAt' ? path.length - 1 : path.lastIndexOf('States');
  const machine = path.slice(0, end).reduce<unknown>(partOf, definitions);
  return Object.keys(partOf(machine, 'States') ?? {});
}

/** Returns every change of the two definitions, one at a time. */
export const mutantsOfDefinitions = (definitions: Definitions): Mutant[] =>
  mutantsOf(definitions, {
    kindOf,
    isEquivalent: (where) => equivalents.some(([pattern]) => pattern.test(where)),
    mistakenFor: mistakenFor(definitions),
  });
