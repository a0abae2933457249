import type { Command, Option } from 'commander';

/** Values of options that the program itself does not list, by the option's name. */
type Values = Readonly<Record<string, readonly string[]>>;

/**
 * What may stand in place of the last of these words, which may be empty: commands, options, or the values of an option.
 * Nothing where a file or a free text is wanted.
 */
export function completions(program: Command, words: readonly string[], values: Values): string[] {
  const typed = words.at(-1) ?? '';
  return candidates(program, words.slice(0, -1), values).filter(
    (candidate) => candidate.startsWith(typed) && (typed !== '' || !candidate.startsWith('-')),
  );
}

function candidates(program: Command, before: readonly string[], values: Values): readonly string[] {
  const shown = program.commands.filter((command) => !isHidden(program, command));
  const command = shown.find((one) => one.name() === before[0]);
  if (command === undefined) return before.length === 0 ? shown.map((one) => one.name()) : [];
  const option = command.options.find((one) => one.long === before.at(-1));
  if (option !== undefined && takesValue(option)) {
    return option.argChoices ?? values[option.long ?? ''] ?? [];
  }
  const argument = command.registeredArguments[0]?.argChoices ?? [];
  return [...argument, ...command.options.flatMap(({ long }) => long ?? []), '--help'];
}

const takesValue = ({ required, optional }: Option): boolean => required || optional;

/** Commander shows a hidden command to nobody but itself. */
const isHidden = (program: Command, command: Command): boolean =>
  !program.createHelp().visibleCommands(program).includes(command);
