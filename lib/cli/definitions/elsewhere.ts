import { type Command, Option } from 'commander';
import { rehearsalOutcomes } from '../../watch/rehearsal.ts';
import { WatchStatus } from '../../watch/watch-view.ts';
import type { ListFlags } from '../commands/list.ts';
import type { RehearseFlags } from '../commands/rehearse.ts';
import type { ShowFlags } from '../commands/show.ts';
import type { StartFlags } from '../commands/start.ts';
import type { StopFlags } from '../commands/stop.ts';
import { outputs } from '../report/reporter.ts';
import { addCommand, type CommandContext, wholeNumber } from './definition.ts';
import { addRequestOptions } from './watching.ts';

/** The commands about watches of another place: an HTTP API, or a deployed stack. */
export function addElsewhere(context: CommandContext): void {
  const { terminal, done } = context;
  addPlace(addRequestOptions(addCommand(context, 'start')))
    .description('have jobs watched by an API or a deployed stack')
    .argument('[job-id...]', 'ids of jobs; "-" reads API answers such as {"job_id": "…"} from standard input')
    .option('--region <name>', 'the region, where several accounts have that project')
    .option('--again', 'watch a job anew whose watch has ended')
    .option('--wait', 'wait for the ends; the exit code tells them as that of "watch" does')
    .addOption(outputOption())
    .action(async (jobs: string[], flags: StartFlags) => {
      const { startCommand } = await import('../commands/start.ts');
      done(await startCommand(jobs, flags, terminal));
    });
  addPlace(addCommand(context, 'list'))
    .description('list the watches of an API or a deployed stack, newest first')
    .addOption(new Option('--status <status>', 'only those that are so').choices(WatchStatus.options))
    .option('--since <duration>', 'only those that began in the last 1h, 2d …')
    .option('--limit <number>', 'at most so many (default: 50)', wholeNumber('a number', 1, 10_000))
    .addOption(outputOption())
    .action(async (flags: ListFlags) => {
      const { listCommand } = await import('../commands/list.ts');
      done(await listCommand(flags, terminal));
    });
  addPlace(addCommand(context, 'show'))
    .description('show one watch: status, progress, outcome')
    .argument('<id>', 'the id of a watch, or of the job of one that began lately')
    .addOption(outputOption())
    .action(async (id: string, flags: ShowFlags) => {
      const { showCommand } = await import('../commands/show.ts');
      done(await showCommand(id, flags, terminal));
    });
  addPlace(addCommand(context, 'stop'))
    .description('stop watches; their jobs go on, and nothing is announced')
    .argument('<watch-id...>', 'ids of watches')
    .option('--reason <text>', 'why, for those who look at the watch later')
    .action(async (ids: string[], flags: StopFlags) => {
      const { stopCommand } = await import('../commands/stop.ts');
      done(await stopCommand(ids, flags, terminal));
    });
}

/** `jobwatch rehearse`: proves that people get notifications from a deployed stack or an API. */
export function addRehearse(context: CommandContext): void {
  const { terminal, done } = context;
  addPlace(addCommand(context, 'rehearse'))
    .description('send a made-up job the whole way to the recipients, and say which step works')
    .option(
      '--to <id...>',
      'only these destinations, whatever the routes say (default: the routes, but no pagers)',
    )
    .addOption(
      new Option('--outcome <outcome>', 'how the made-up job ends (default: failed)').choices(
        rehearsalOutcomes,
      ),
    )
    .option('--event-bus <name>', 'the event bus of the stack; goes with --machine')
    .option('--timeout <duration>', 'give up after this long (default: 5m)')
    .addOption(outputOption())
    .action(async (flags: RehearseFlags) => {
      const { rehearseCommand } = await import('../commands/rehearse.ts');
      done(await rehearseCommand(flags, terminal));
    });
}

const addPlace = (command: Command): Command =>
  command
    .option('--api <url>', 'an API of jobwatch (JOBWATCH_API_URL)')
    .option('--key <reference>', 'where its key is (default: env:JOBWATCH_API_KEY)')
    .option('--machine <arn>', 'a deployed stack: its output WatchJobMachineArn (JOBWATCH_MACHINE_ARN)')
    .option('--config <file>', 'the accounts of the stack (default: jobwatch.yaml if it is there)');

const outputOption = (): Option =>
  new Option('--output <format>', 'for people or for programs (default: text)').choices(outputs);
