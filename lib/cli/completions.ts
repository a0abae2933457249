import type { Command, Option } from 'commander';

/**
 * Returns what may complete the last of these words, which may be empty: commands, options, or values of an
 * option. Returns nothing for a file or free text.
 */
export function completions(program: Command, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? '';
  return candidates(program, words.slice(0, -1)).filter(
    (candidate) => candidate.startsWith(typed) && (typed !== '' || !candidate.startsWith('-')),
  );
}

function candidates(program: Command, before: readonly string[]): readonly string[] {
  const shown = program.commands.filter((command) => !isHidden(program, command));
  const command = shown.find((one) => one.name() === before[0]);
  if (command === undefined) return before.length === 0 ? shown.map((one) => one.name()) : [];
  const option = command.options.find((one) => one.long === before.at(-1));
  if (option !== undefined && takesValue(option)) return option.argChoices ?? [];
  const argument = command.registeredArguments[0]?.argChoices ?? [];
  return [...argument, ...command.options.flatMap(({ long }) => long ?? []), '--help'];
}

const takesValue = ({ required, optional }: Option): boolean => required || optional;

/** Commander has no property for hidden commands, but leaves them out of the help. */
const isHidden = (program: Command, command: Command): boolean =>
  !program.createHelp().visibleCommands(program).includes(command);
