import { type Command, Option } from 'commander';
import { presetNames } from '../../polling/presets.ts';
import { clouds } from '../../watch/account.ts';
import type { WatchCommandFlags } from '../commands/watch.ts';
import { outputs } from '../report/reporter.ts';
import { addCommand, type CommandContext, several } from './definition.ts';

/** `jobwatch watch`: watches in this process. */
export function addWatch(context: CommandContext): void {
  const { terminal, done } = context;
  addRequestOptions(addCommand(context, 'watch'))
    .description('watch jobs until they end; tells the configured destinations')
    .argument('[job-id...]', 'ids of jobs; "-" reads API answers such as {"job_id": "…"} from standard input')
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
    .option('--config <file>', 'accounts, destinations and routes (default: jobwatch.yaml if it is there)')
    .addOption(new Option('--output <format>', 'for people or for programs (default: text)').choices(outputs))
    .option(
      '--patience <duration>',
      'how long deliveries may take after the last job has ended (default: 2m)',
    )
    .action(async (jobs: string[], flags: WatchCommandFlags) => {
      const { watchCommand } = await import('../commands/watch.ts');
      done(await watchCommand(jobs, flags, terminal));
    });
}

/** What is asked for, wherever it is watched. */
export const addRequestOptions = (command: Command): Command =>
  command
    .option('--project <id>', 'the project of the jobs (OS_PROJECT_ID)')
    .option('--account <id>', 'an account of the configuration')
    .option('--service <name>', 'the service that runs the jobs (default: sdrs)')
    .option('--deadline <duration>', 'stop watching after this long, 1s to 30d (default: 24h)')
    .addOption(new Option('--polling <preset>', 'how often to poll (default: balanced)').choices(presetNames))
    .option('--label <name=value>', 'a label that is in every notification; may be given ten times', several);
