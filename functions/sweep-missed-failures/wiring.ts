import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../lib/aws/client-options.ts';
import { makeAnnounce } from '../../lib/aws/executions.ts';
import { makeAwsSecrets } from '../../lib/aws/secrets.ts';
import { makeAwsWatches } from '../../lib/aws/watches.ts';
import { makeAskJob } from '../../lib/cloud/ask-job.ts';
import { makeListFailedJobs } from '../../lib/cloud/list-failed-jobs.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { readEnv, SweepMissedFailuresEnv } from '../../lib/lambda/env.ts';
import type { Facts } from '../../lib/lambda/log.ts';
import { makeCount } from '../../lib/lambda/metrics.ts';
import { logAnnouncement } from '../../lib/lambda/watch-log.ts';
import { type MissedFailures, sweepOf, whyIncomplete } from '../../lib/watch/sweep/failed-jobs.ts';
import type { MissedPorts } from '../../lib/watch/sweep/sweep-missed-failures.ts';

/**
 * Wires sweep-missed-failures. A list that is missing or incomplete is logged as an error, because nothing
 * reads the answer of a scheduled function.
 */
export async function wireSweepMissedFailures({ env: all, now, log }: Host): Promise<MissedPorts> {
  const env = readEnv(SweepMissedFailuresEnv, all);
  const configuration = await readBundledConfiguration(env);
  const { accounts } = configuration;
  const { send } = makeSendHttp({ addresses: 'any' });
  const cloud = { send, resolveSecret: makeAwsSecrets(now), now };
  const client = new SFNClient(clientOptions);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const announce = makeAnnounce(client, env.JOBWATCH_SEND_NOTIFICATION_ARN, (notification, result) => {
    logAnnouncement(log, notification, result);
    if ('answer' in result && result.answer === 'started') count('MissedFailures');
  });
  const listFailedJobs = makeListFailedJobs(cloud);
  return {
    ...sweepOf(configuration),
    askJob: makeAskJob(cloud),
    announce,
    listFailedJobs: async (account) => {
      const listed = await listFailedJobs(account);
      const why = whyIncomplete(listed);
      if (why !== undefined) log.error('cannot list all failed tasks', { account: account.id, why });
      return listed;
    },
    getWatch: makeAwsWatches({ client, machineArn: env.JOBWATCH_WATCH_JOB_ARN, accounts, now }).getWatch,
    settled: new Map(),
    now,
  };
}

/**
 * Returns the log facts of a sweep: the sums over all accounts, and the accounts whose list was incomplete.
 */
export function factsOfMissed({ accounts }: MissedFailures): Facts {
  const sum = (of: 'found' | 'announced' | 'already' | 'left') =>
    accounts.reduce((total, account) => total + account[of], 0);
  return {
    accounts: accounts.length,
    found: sum('found'),
    announced: sum('announced'),
    already: sum('already'),
    left: sum('left'),
    incomplete: accounts.filter(({ problem }) => problem !== undefined).map(({ account }) => account),
  };
}
