import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../lib/aws/client-options.ts';
import { makeAnnounce } from '../../lib/aws/executions.ts';
import { makeDescribeLostWatch, makeIsAnnounced, makeListEndedBadly } from '../../lib/aws/lost-watches.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { readEnv, SweepLostWatchesEnv } from '../../lib/lambda/env.ts';
import { factsOfError } from '../../lib/lambda/log.ts';
import { makeCount } from '../../lib/lambda/metrics.ts';
import { logAnnouncement } from '../../lib/lambda/watch-log.ts';
import type { SweepPorts } from '../../lib/watch/sweep/sweep-lost-watches.ts';

/**
 * Wires sweep-lost-watches. After a mass failure the sweep may exceed the quota of DescribeExecution. The
 * adaptive retry mode then makes the client slow down.
 */
export async function wireSweepLostWatches({ env: all, now, log }: Host): Promise<SweepPorts> {
  const env = readEnv(SweepLostWatchesEnv, all);
  const { accounts } = await readBundledConfiguration(env);
  const client = new SFNClient({ ...clientOptions, retryMode: 'adaptive', maxAttempts: 6 });
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const announce = makeAnnounce(client, env.JOBWATCH_SEND_NOTIFICATION_ARN, (notification, result) => {
    logAnnouncement(log, notification, result);
    if ('answer' in result && result.answer === 'started') count('MissedLostWatches');
  });
  return {
    accounts,
    now,
    listEndedBadly: makeListEndedBadly(client, env.JOBWATCH_WATCH_JOB_ARN),
    describeLostWatch: makeDescribeLostWatch(client),
    isAnnounced: makeIsAnnounced(client, env.JOBWATCH_SEND_NOTIFICATION_ARN),
    announce,
    onFailure: ({ arn }, error) =>
      log.error('ended watch not examined', {
        correlation_id: arn.split(':').at(-1),
        ...factsOfError(error),
      }),
    settled: new Set(),
  };
}
