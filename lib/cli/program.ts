import { Command, CommanderError } from 'commander';
import about from '../../package.json' with { type: 'json' };
import { IamUnavailable, WatcherError, WatchesUnavailable } from '../watch/errors.ts';
import type { CommandContext, DefineCommand } from './command.ts';
import { completions } from './completions.ts';
import { exitCodes } from './exit-codes.ts';
import { visibleText } from './report/visible-text.ts';
import type { Terminal } from './terminal.ts';

/**
 * The commands in the order of `jobwatch --help`. Only the one that is run is loaded, because the modules
 * behind the commands take most of the start-up time.
 */
const commands: Readonly<Record<string, { summary: string; load: () => Promise<DefineCommand> }>> = {
  watch: {
    summary: 'watch jobs until they end and notify the configured destinations',
    load: async () => (await import('./commands/watch.ts')).defineWatch,
  },
  start: {
    summary: 'start watches in an API or a deployed stack',
    load: async () => (await import('./commands/start.ts')).defineStart,
  },
  list: {
    summary: 'list the watches of an API or a deployed stack, newest first',
    load: async () => (await import('./commands/list.ts')).defineList,
  },
  show: {
    summary: 'show one watch: status, progress, outcome',
    load: async () => (await import('./commands/show.ts')).defineShow,
  },
  stop: {
    summary: 'stop watches without a notification; their jobs continue',
    load: async () => (await import('./commands/stop.ts')).defineStop,
  },
  rehearse: {
    summary: 'send a made-up job through a stack or an API and report each step',
    load: async () => (await import('./commands/rehearse.ts')).defineRehearse,
  },
  check: {
    summary: 'check a configuration and report every problem with file, line and path',
    load: async () => (await import('./commands/check.ts')).defineCheck,
  },
  render: {
    summary: 'print the message for a kind of channel without sending it',
    load: async () => (await import('./commands/render.ts')).defineRender,
  },
  'test-notification': {
    summary: 'send a test message to destinations and print their answers',
    load: async () => (await import('./commands/test-notification.ts')).defineTestNotification,
  },
  redrive: {
    summary: 'send dead letters again, local ones or those of a deployed stack',
    load: async () => (await import('./commands/redrive.ts')).defineRedrive,
  },
  serve: {
    summary: 'accept watches over HTTP until Ctrl-C',
    load: async () => (await import('./commands/serve.ts')).defineServe,
  },
  demo: {
    summary: 'watch a few jobs of a simulated cloud, without any account, in under 20 seconds',
    load: async () => (await import('./commands/demo.ts')).defineDemo,
  },
  simulate: {
    summary: 'run a simulated cloud until Ctrl-C and print how to watch its jobs',
    load: async () => (await import('./commands/simulate.ts')).defineSimulate,
  },
  completion: {
    summary: 'print a script that completes commands and options in a shell',
    load: async () => (await import('./commands/completion.ts')).defineCompletion,
  },
};

const help = `
Examples:
  jobwatch demo
  jobwatch watch ff8080826b45d4a5016b5036242c0025 --region eu-de

Exit codes: 0 success, 2 wrong usage or configuration, 4 the service is unavailable,
130 interrupted. "jobwatch watch --help" lists the codes for outcomes of jobs.
`;

/**
 * Runs one command line and returns its exit code. An error becomes one message on standard error, never a
 * stack trace.
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = makeProgram(terminal);
  const context = { terminal, done: (code: number) => (exitCode = code) };
  addComplete(program, context);
  try {
    await loadCommand(program, { name: args.find((word) => !word.startsWith('-')), context });
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

/** Errors that mean "service unavailable" (exit code 4) rather than wrong usage (2). */
const unavailable = [WatchesUnavailable, IamUnavailable];

function exitCodeOf(error: unknown, { err, interrupted }: Terminal): number {
  if (interrupted.aborted) return exitCodes.interrupted;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.wrongUsage;
  if (error instanceof WatcherError) {
    // Elsewhere the same message is a sentence of its own.
    const message = error.message.replace(/^(The|There|No|An?) /, (word) => word.toLowerCase());
    err(`jobwatch: ${visibleText(message)}\n`);
    return unavailable.some((Kind) => error instanceof Kind) ? exitCodes.unreachable : exitCodes.wrongUsage;
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  err(`jobwatch: internal error (${visibleText(what)}). The outcome of the job is unknown.\n`);
  return exitCodes.lost;
}

function makeProgram({ out, err, columns = 80 }: Terminal): Command {
  const program = new Command('jobwatch')
    .description(
      'Watches asynchronous jobs of SDRS (Storage Disaster Recovery Service) and reports how they ended.',
    )
    .version(about.version, '--version', 'print the version')
    .configureOutput({
      writeOut: out,
      writeErr: err,
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      outputError: (text, write) => write(visibleText(text.replace(/^error: /, 'jobwatch: '))),
    })
    .exitOverride()
    .showHelpAfterError('(see jobwatch --help)')
    .helpCommand(false)
    .addHelpText('after', help);
  for (const [name, { summary }] of Object.entries(commands)) {
    program.command(name).description(summary).showHelpAfterError(`(see jobwatch ${name} --help)`);
  }
  return program;
}

/** Defines the options and the action of a command if there is one of that name. */
async function loadCommand(
  program: Command,
  { name = '', context }: { name: string | undefined; context: CommandContext },
): Promise<void> {
  const command = program.commands.find((one) => one.name() === name);
  const define = Object.hasOwn(commands, name) ? await commands[name]?.load() : undefined;
  if (command !== undefined) define?.(command, context);
}

/** Adds the hidden command that the completion scripts call at each Tab. */
function addComplete(program: Command, context: CommandContext): void {
  program
    .command('complete', { hidden: true })
    .argument('[word...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: string[]) => {
      if (words.length > 1) await loadCommand(program, { name: words[0], context });
      context.terminal.out(
        completions(program, words)
          .map((word) => `${word}\n`)
          .join(''),
      );
      context.done(0);
    });
}
