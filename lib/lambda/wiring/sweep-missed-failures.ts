import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAnnounce } from '../../aws/executions.ts';
import { makeAwsSecrets } from '../../aws/secrets.ts';
import { makeAwsWatches } from '../../aws/watches.ts';
import { makeAskJob } from '../../cloud/ask-job.ts';
import { makeListFailedJobs } from '../../cloud/list-failed-jobs.ts';
import { makeSendHttp } from '../../http/send.ts';
import { sweepOf, whyIncomplete } from '../../watch/failed-jobs.ts';
import type { MissedPorts } from '../../watch/sweep-missed-failures.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { readEnv, SweepMissedFailuresEnv } from '../env.ts';
import { countingStarts, makeCount } from '../metrics.ts';
import { loggingNotifications } from './watch-lines.ts';

/**
 * What sweep-missed-failures needs. A list that could not be had, or not whole, is an error of the log: the answer of a
 * scheduled function is read by nobody.
 */
export async function wireSweepMissedFailures({ env: all, now, log }: Host): Promise<MissedPorts> {
  const env = readEnv(SweepMissedFailuresEnv, all);
  const configuration = await readBundledConfiguration(env);
  const { accounts } = configuration;
  const { send } = makeSendHttp({ addresses: 'any' });
  const cloud = { send, resolveSecret: makeAwsSecrets(now), now };
  const client = new SFNClient(clientOptions);
  const announce = makeAnnounce(client, env.JOBWATCH_SEND_NOTIFICATION_ARN);
  const listFailedJobs = makeListFailedJobs(cloud);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  return {
    ...sweepOf(configuration),
    askJob: makeAskJob(cloud),
    announce: loggingNotifications(countingStarts(announce, count, 'MissedFailures'), log),
    listFailedJobs: async (account) => {
      const listed = await listFailedJobs(account);
      const why = whyIncomplete(listed);
      if (why !== undefined) log.error('the failed tasks cannot all be listed', { account: account.id, why });
      return listed;
    },
    getWatch: makeAwsWatches({ client, machineArn: env.JOBWATCH_WATCH_JOB_ARN, accounts, now }).getWatch,
    settled: new Map(),
    now,
  };
}
