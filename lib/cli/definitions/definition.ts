import { type Command, InvalidArgumentError } from 'commander';
import { helpTexts } from '../help.ts';
import type { Terminal } from '../terminal.ts';

/** What a command is defined in: the program that gets it, the terminal that it runs in, and who hears its exit code. */
export interface CommandContext {
  program: Command;
  terminal: Terminal;
  done: (exitCode: number) => void;
}

/** Adds a command, with its help text below its options. */
export const addCommand = (
  { program }: Pick<CommandContext, 'program'>,
  name: Exclude<keyof typeof helpTexts, 'jobwatch'>,
): Command =>
  program
    .command(name)
    .showHelpAfterError(`(see jobwatch ${name} --help)`)
    .addHelpText('after', helpTexts[name]);

/** A whole number within bounds, as an option takes it; `what` names it in what is said of another. */
export const wholeNumber =
  (what: string, from: number, to: number) =>
  (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= from && number <= to) return number;
    throw new InvalidArgumentError(`Expected ${what} from ${from} to ${to}.`);
  };

/** Takes an option that may be given several times. */
export const several = (value: string, before: string[] = []): string[] => [...before, value];
