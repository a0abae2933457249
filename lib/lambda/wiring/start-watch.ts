import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { makeKeepBadMessage } from '../../aws/bad-message-queue.ts';
import { clientOptions } from '../../aws/client-options.ts';
import { makeStartWatch } from '../../aws/executions.ts';
import { isRehearsal } from '../../watch/rehearsal.ts';
import type { StartPorts } from '../../watch/start-watches.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { readEnv, StartWatchEnv } from '../env.ts';
import { countingStarts, makeCount } from '../metrics.ts';
import { loggingStarts } from './watch-lines.ts';

/** What start-watch needs. Each message's end is logged, because the answer names only those that failed. */
export async function wireStartWatch({ env: all, log }: Host): Promise<StartPorts> {
  const env = readEnv(StartWatchEnv, all);
  const { accounts } = await readBundledConfiguration(env);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const start = makeStartWatch(new SFNClient(clientOptions), env.JOBWATCH_WATCH_JOB_ARN);
  const counted = countingStarts(start, count, 'WatchesStarted');
  const startWatch: typeof start = (watch) => (isRehearsal(watch.request) ? start : counted)(watch);
  const queueUrl = env.JOBWATCH_BAD_MESSAGE_QUEUE_URL;
  const keepBadMessage = makeKeepBadMessage(new SQSClient(clientOptions), queueUrl);
  return {
    accounts,
    startWatch: loggingStarts(startWatch, log, ({ id }) => id),
    keepBadMessage: async (message, reason) => {
      await keepBadMessage(message, reason);
      log.error('bad message kept in the dead-letter queue', { message_id: message.id });
    },
  };
}
