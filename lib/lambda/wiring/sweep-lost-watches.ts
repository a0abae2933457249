import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAnnounce } from '../../aws/executions.ts';
import { makeDescribeLostWatch, makeIsAnnounced, makeListEndedBadly } from '../../aws/lost-watches.ts';
import type { SweepPorts } from '../../watch/sweep-lost-watches.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { readEnv, SweepLostWatchesEnv } from '../env.ts';
import { factsOfError } from '../log.ts';
import { countingStarts, makeCount } from '../metrics.ts';
import { loggingNotifications } from './watch-lines.ts';

/**
 * What sweep-lost-watches needs. After a mass failure it asks more often than the quota of DescribeExecution allows: the
 * client then slows down by itself.
 */
export async function wireSweepLostWatches({ env: all, now, log }: Host): Promise<SweepPorts> {
  const env = readEnv(SweepLostWatchesEnv, all);
  const { accounts } = await readBundledConfiguration(env);
  const client = new SFNClient({ ...clientOptions, retryMode: 'adaptive', maxAttempts: 6 });
  const announce = makeAnnounce(client, env.JOBWATCH_SEND_NOTIFICATION_ARN);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  return {
    accounts,
    now,
    listEndedBadly: makeListEndedBadly(client, env.JOBWATCH_WATCH_JOB_ARN),
    describeLostWatch: makeDescribeLostWatch(client),
    isAnnounced: makeIsAnnounced(client, env.JOBWATCH_SEND_NOTIFICATION_ARN),
    announce: loggingNotifications(countingStarts(announce, count, 'MissedLostWatches'), log),
    onFailure: ({ arn }, error) =>
      log.error('ended watch not examined', {
        correlation_id: arn.split(':').at(-1),
        ...factsOfError(error),
      }),
    settled: new Set(),
  };
}
