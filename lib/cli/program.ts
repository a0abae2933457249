import { Command, CommanderError } from 'commander';
import { IamUnavailable, WatcherError, WatchesUnavailable } from '../watch/errors.ts';
import { addCommand, type CommandContext } from './definitions/definition.ts';
import { addElsewhere, addRehearse } from './definitions/elsewhere.ts';
import { addNotifications } from './definitions/notifications.ts';
import { addServing } from './definitions/serving.ts';
import { addShell } from './definitions/shell.ts';
import { addWatch } from './definitions/watching.ts';
import { exitCodes } from './exit-codes.ts';
import { helpTexts } from './help.ts';
import { visibleText } from './report/visible-text.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/**
 * Runs one command line and gives its exit code. What goes wrong is one clear message, never a stack trace. A command is
 * loaded when it is run: help answers at once.
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = makeProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

/** The errors of somebody who cannot be asked, which is no wrong usage. */
const cannotAsk = [WatchesUnavailable, IamUnavailable];

function exitCodeOf(error: unknown, { err, interrupted }: Terminal): number {
  if (interrupted.aborted) return exitCodes.interrupted;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.wrongUsage;
  if (error instanceof WatcherError) {
    err(`jobwatch: ${visibleText(error.message)}\n`);
    return cannotAsk.some((Kind) => error instanceof Kind) ? exitCodes.unreachable : exitCodes.wrongUsage;
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  err(`jobwatch: the command itself broke (${visibleText(what)}). How the job ended is not known.\n`);
  return exitCodes.lost;
}

function makeProgram(terminal: Terminal, done: (exitCode: number) => void): Command {
  const program = new Command('jobwatch')
    .description('Watches asynchronous cloud jobs of SDRS and tells how they ended.')
    .version(version, '--version', 'print the version')
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.columns ?? 80,
      getErrHelpWidth: () => terminal.columns ?? 80,
      outputError: (text, write) => write(visibleText(text.replace(/^error: /, 'jobwatch: '))),
    })
    .exitOverride()
    .showHelpAfterError('(see jobwatch --help)')
    .helpCommand(false)
    .addHelpText('after', helpTexts.jobwatch);
  const context = { program, terminal, done };
  addWatch(context);
  addElsewhere(context);
  addRehearse(context);
  addCheck(context);
  addNotifications(context);
  addServing(context);
  addShell(context);
  return program;
}

function addCheck(context: CommandContext): void {
  const { terminal, done } = context;
  addCommand(context, 'check')
    .description('check a configuration and report every problem with its file, line and path')
    .option('--config <file>', 'the configuration to check (default: jobwatch.yaml)')
    .action(async (flags) => {
      const { checkCommand } = await import('./commands/check.ts');
      done(await checkCommand(flags, terminal));
    });
}
