import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { presetNames } from '../polling/presets.ts';
import { clouds } from '../watch/account.ts';
import { WatcherError } from '../watch/errors.ts';
import type { ApiFlags } from './commands/api.ts';
import type { RedriveFlags } from './commands/redrive.ts';
import type { RenderFlags } from './commands/render.ts';
import type { WatchCommandFlags } from './commands/watch.ts';
import { exitCodes } from './exit-codes.ts';
import { helpTexts } from './help.ts';
import { outputs } from './report/reporter.ts';
import type { Terminal } from './terminal.ts';

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

function exitCodeOf(error: unknown, { err, interrupted }: Terminal): number {
  if (interrupted.aborted) return exitCodes.interrupted;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.wrongUsage;
  if (error instanceof WatcherError) {
    err(`jobwatch: ${error.message}\n`);
    return exitCodes.wrongUsage;
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  err(`jobwatch: the command itself broke (${what}). How the job ended is not known.\n`);
  return exitCodes.lost;
}

function makeProgram(terminal: Terminal, done: (exitCode: number) => void): Command {
  const program = new Command('jobwatch')
    .description('Watches asynchronous cloud jobs of SDRS and tells how they ended.')
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.columns ?? 80,
      getErrHelpWidth: () => terminal.columns ?? 80,
      outputError: (text, write) => write(text.replace(/^error: /, 'jobwatch: ')),
    })
    .exitOverride()
    .showHelpAfterError('(see jobwatch --help)')
    .helpCommand(false)
    .addHelpText('after', helpTexts.jobwatch);
  addWatch(program, terminal, done);
  addCommand(program, 'check')
    .description('check a configuration and report every problem with its file, line and path')
    .option('--config <file>', 'the configuration to check (default: jobwatch.yaml)')
    .action(async (flags) => {
      const { checkCommand } = await import('./commands/check.ts');
      done(await checkCommand(flags, terminal));
    });
  addNotices(program, terminal, done);
  addCommand(program, 'api')
    .description('take watches over HTTP until Ctrl-C, with the accounts and keys of the configuration')
    .option('--host <address>', 'the address to listen at (default: 127.0.0.1)')
    .option('--port <port>', 'the port to listen at (default: 8080)', portNumber)
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .action(async (flags: ApiFlags) => {
      const { apiCommand } = await import('./commands/api.ts');
      done(await apiCommand(flags, terminal));
    });
  addCommand(program, 'demo')
    .description('play a few watches against a simulated cloud, without any account, in under 20 seconds')
    .action(async () => {
      const { demoCommand } = await import('./commands/demo.ts');
      done(await demoCommand(terminal));
    });
  addCommand(program, 'simulate')
    .description('run the simulated cloud until Ctrl-C and print how to watch its jobs')
    .option('--port <port>', 'the port on 127.0.0.1 (default: a free one)', portNumber)
    .action(async (flags) => {
      const { simulateCommand } = await import('./commands/simulate.ts');
      done(await simulateCommand(flags, terminal));
    });
  return program;
}

/** The commands about what people are told. */
function addNotices(program: Command, terminal: Terminal, done: (exitCode: number) => void): void {
  addCommand(program, 'render')
    .description('print what a kind of channel would be sent; nothing is sent')
    .requiredOption('--kind <kind>', 'slack, teams, email …')
    .option(
      '--notice <file>',
      'a notice as JSON, as a webhook gets it; "-" reads standard input (default: an example)',
    )
    .option('--language <language>', 'en or zh-CN (default: en)')
    .option('--zone <zone>', 'give times in this zone too, such as Europe/Berlin')
    .action(async (flags: RenderFlags) => {
      const { renderCommand } = await import('./commands/render.ts');
      done(await renderCommand(flags, terminal));
    });
  addCommand(program, 'test-notice')
    .description('send a marked test message to destinations and say what they answered')
    .argument('<id...>', 'ids of destinations of the configuration')
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .action(async (destinations: string[], flags) => {
      const { testNoticeCommand } = await import('./commands/test-notice.ts');
      done(await testNoticeCommand(destinations, flags, terminal));
    });
  addCommand(program, 'redrive')
    .description('send again what could not be delivered: of this desk, or of a deployed stack')
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .option('--queue <url>', 'the dead-letter queue of a stack (its output NoticeDeadLetterQueueUrl)')
    .option('--machine <arn>', 'the send-notice machine of a stack (its output SendNoticeMachineArn)')
    .action(async (flags: RedriveFlags) => {
      const { redriveCommand } = await import('./commands/redrive.ts');
      done(await redriveCommand(flags, terminal));
    });
}

const addCommand = (program: Command, name: Exclude<keyof typeof helpTexts, 'jobwatch'>): Command =>
  program
    .command(name)
    .showHelpAfterError(`(see jobwatch ${name} --help)`)
    .addHelpText('after', helpTexts[name]);

function addWatch(program: Command, terminal: Terminal, done: (exitCode: number) => void): void {
  addCommand(program, 'watch')
    .description('watch jobs until they end; tells the configured destinations')
    .argument('[job-id...]', 'ids of jobs; "-" reads API answers such as {"job_id": "…"} from standard input')
    .option('--project <id>', 'the project of the jobs (OS_PROJECT_ID)')
    .option('--account <id>', 'an account of the configuration')
    .option('--service <name>', 'the service that runs the jobs (default: sdrs)')
    .addOption(
      new Option('--cloud <name>', 'the cloud (default: taken from OS_AUTH_URL, else otc)').choices(clouds),
    )
    .option('--region <name>', 'the region (OS_REGION_NAME)')
    .option('--endpoint <url>', "the job API, where it is not the region's own")
    .option('--os-cloud <name>', 'take credentials, project and region from this entry of clouds.yaml')
    .option(
      '--failed-since <duration>',
      'in place of ids: the failures of the last 1h, 2d … that the cloud lists',
    )
    .option('--deadline <duration>', 'stop watching after this long, 1s to 30d (default: 24h)')
    .addOption(new Option('--polling <preset>', 'how often to look (default: balanced)').choices(presetNames))
    .option('--config <file>', 'accounts, destinations and routes (default: jobwatch.yaml if it is there)')
    .addOption(new Option('--output <format>', 'for people or for programs (default: text)').choices(outputs))
    .option(
      '--patience <duration>',
      'how long deliveries may take after the last job has ended (default: 2m)',
    )
    .action(async (jobs: string[], flags: WatchCommandFlags) => {
      const { watchCommand } = await import('./commands/watch.ts');
      done(await watchCommand(jobs, flags, terminal));
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('Expected a port from 1 to 65535.');
  }
  return port;
}
