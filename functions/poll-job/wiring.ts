import { makeAwsSecrets } from '../../lib/aws/secrets.ts';
import { makeAskJob } from '../../lib/cloud/ask-job.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { ConfiguredEnv, readEnv } from '../../lib/lambda/env.ts';
import { makeCount } from '../../lib/lambda/metrics.ts';
import { wantedProgress } from '../../lib/notification/route.ts';
import type { PollPorts } from '../../lib/watch/poll-job.ts';

/**
 * Wires poll-job. A job API may be at any address that the account's configuration names, also in a private
 * network.
 */
export async function wirePollJob({ env: all, now }: Host): Promise<PollPorts> {
  const env = readEnv(ConfiguredEnv, all);
  const { accounts, polling, routes } = await readBundledConfiguration(env);
  const { send } = makeSendHttp({ addresses: 'any' });
  const askJob = makeAskJob({ send, resolveSecret: makeAwsSecrets(now), now });
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  return {
    askJob,
    accounts,
    polling,
    wanted: wantedProgress(routes),
    onPolled: ({ decision, progress, notification }) => {
      count('Polls');
      if (progress.trouble !== undefined) {
        count('PollProblems', { dimension: { name: 'kind', value: progress.trouble.kind } });
      }
      if (decision.kind !== 'end') return;
      count('WatchesEnded', { dimension: { name: 'outcome', value: decision.outcome } });
      const seconds = notification?.watch.detection_delay_seconds;
      if (seconds !== undefined) count('DetectionDelay', { seconds });
    },
    now,
  };
}
