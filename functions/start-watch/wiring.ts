import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../lib/aws/client-options.ts';
import { makeStartWatch } from '../../lib/aws/executions.ts';
import { makeRejectRequest } from '../../lib/aws/request-queues.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { readEnv, StartWatchEnv } from '../../lib/lambda/env.ts';
import { makeCount } from '../../lib/lambda/metrics.ts';
import { logStart } from '../../lib/lambda/watch-log.ts';
import { isRehearsal } from '../../lib/watch/rehearsal.ts';
import type { StartPorts } from '../../lib/watch/start-watches.ts';

/** Wires start-watch. Logs each message, because the function's answer names only the failed ones. */
export async function wireStartWatch({ env: all, log }: Host): Promise<StartPorts> {
  const env = readEnv(StartWatchEnv, all);
  const { accounts } = await readBundledConfiguration(env);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const startWatch = makeStartWatch(
    new SFNClient(clientOptions),
    env.JOBWATCH_WATCH_JOB_ARN,
    ({ id, request }, result) => {
      logStart(log, id, result);
      const hasStarted = 'answer' in result && result.answer === 'started';
      if (hasStarted && !isRehearsal(request)) count('WatchesStarted');
    },
  );
  const queueUrl = env.JOBWATCH_BAD_MESSAGE_QUEUE_URL;
  const rejectRequest = makeRejectRequest(new SQSClient(clientOptions), queueUrl);
  return {
    accounts,
    startWatch,
    rejectRequest: async (message, reason) => {
      await rejectRequest(message, reason);
      log.error('bad message moved to the dead-letter queue', { message_id: message.id });
    },
  };
}
