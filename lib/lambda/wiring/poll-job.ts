import { makeAwsSecrets } from '../../aws/secrets.ts';
import { makeAskJob } from '../../cloud/ask-job.ts';
import { makeSendHttp } from '../../http/send.ts';
import { wantedProgress } from '../../notification/route.ts';
import type { PollPorts } from '../../watch/poll-job.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { ConfiguredEnv, readEnv } from '../env.ts';
import { type Count, makeCount } from '../metrics.ts';

/** What poll-job needs. A job API may stand anywhere the account's configuration says, a private network too. */
export async function wirePollJob({ env: all, now }: Host): Promise<PollPorts> {
  const env = readEnv(ConfiguredEnv, all);
  const { accounts, polling, routes } = await readBundledConfiguration(env);
  const { send } = makeSendHttp({ addresses: 'any' });
  const askJob = makeAskJob({ send, resolveSecret: makeAwsSecrets(now), now });
  const onPolled = makeCountPoll(makeCount(env.POWERTOOLS_SERVICE_NAME));
  return { askJob, accounts, polling, wanted: wantedProgress(routes), onPolled, now };
}

/** Counts polls, what kept them from seeing the job, and how watches end. */
const makeCountPoll =
  (count: Count): PollPorts['onPolled'] =>
  ({ decision, progress, notification }) => {
    count('Polls');
    if (progress.trouble !== undefined) {
      count('PollProblems', { dimension: { name: 'kind', value: progress.trouble.kind } });
    }
    if (decision.kind !== 'end') return;
    count('WatchesEnded', { dimension: { name: 'outcome', value: decision.outcome } });
    const seconds = notification?.watch.detection_delay_seconds;
    if (seconds !== undefined) count('DetectionDelay', { seconds });
  };
