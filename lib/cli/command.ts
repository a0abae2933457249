import { type Command, InvalidArgumentError, Option } from 'commander';
import { presetNames } from '../polling/presets.ts';
import { outputs } from './report/reporter.ts';
import type { Terminal } from './terminal.ts';

/** What the definition of a command gets. */
export interface CommandContext {
  terminal: Terminal;
  /** Receives the exit code of the action. */
  done: (exitCode: number) => void;
}

/**
 * Adds the arguments, options, help and action of one command. Each file of `commands/` exports one such
 * function.
 */
export type DefineCommand = (command: Command, context: CommandContext) => void;

/** Returns a parser for a whole number within bounds; `what` names the number in the error. */
export const wholeNumber =
  (what: string, from: number, to: number) =>
  (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= from && number <= to) return number;
    throw new InvalidArgumentError(`Expected ${what} from ${from} to ${to}.`);
  };

/** Parses a TCP port. */
export const portNumber = wholeNumber('a port', 1, 65_535);

/** Collects the values of an option that may be repeated. */
const repeated = (value: string, before: string[] = []): string[] => [...before, value];

/** Returns `--output`. */
export const outputOption = (): Option =>
  new Option('--output <format>', 'text for people, json for programs (default: text)').choices(outputs);

/** Adds the options of a watch request, for local and remote watches alike. */
export const addRequestOptions = (command: Command): Command =>
  command
    .option('--project <id>', 'the project of the jobs (OS_PROJECT_ID)')
    .option('--account <id>', 'an account of the configuration')
    .option('--service <name>', 'the service that runs the jobs (default: sdrs)')
    .option('--deadline <duration>', 'stop watching after this time, 1s to 30d (default: 24h)')
    .addOption(new Option('--polling <preset>', 'how often to poll (default: balanced)').choices(presetNames))
    .option('--label <name=value>', 'a label for every notification; up to ten times', repeated);

/** Adds the options that name an HTTP API or a deployed stack. */
export const addPlaceOptions = (command: Command): Command =>
  command
    .option('--api <url>', 'a jobwatch API (JOBWATCH_API_URL)')
    .option('--key <reference>', 'where the key of the API is stored (default: env:JOBWATCH_API_KEY)')
    .option('--machine <arn>', 'a deployed stack: its output WatchJobMachineArn (JOBWATCH_MACHINE_ARN)')
    .option('--config <file>', 'the accounts of the stack (default: jobwatch.yaml if it exists)');
