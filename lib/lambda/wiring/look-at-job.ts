import { makeAwsSecrets } from '../../aws/secrets.ts';
import { makeAskJob } from '../../cloud/ask-job.ts';
import { makeSendHttp } from '../../http/send.ts';
import { wantedProgress } from '../../notice/route.ts';
import type { LookPorts } from '../../watch/look-at-job.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { ConfiguredEnv, readEnv } from '../env.ts';
import { type Count, makeCount } from '../metrics.ts';

/** What look-at-job needs. A job API may stand anywhere the account's configuration says, a private network too. */
export async function wireLookAtJob({ env: all, now }: Host): Promise<LookPorts> {
  const env = readEnv(ConfiguredEnv, all);
  const { accounts, polling, routes } = await readBundledConfiguration(env);
  const { send } = makeSendHttp({ addresses: 'any' });
  const askJob = makeAskJob({ send, resolveSecret: makeAwsSecrets(now), now });
  const onLooked = makeCountLook(makeCount(env.POWERTOOLS_SERVICE_NAME));
  return { askJob, accounts, polling, wanted: wantedProgress(routes), onLooked, now };
}

/** Counts looks, what kept them from seeing the job, and how watches end. */
const makeCountLook =
  (count: Count): LookPorts['onLooked'] =>
  ({ decision, progress, notice }) => {
    count('Looks');
    if (progress.trouble !== undefined) {
      count('LookProblems', { dimension: { name: 'kind', value: progress.trouble.kind } });
    }
    if (decision.kind !== 'end') return;
    count('WatchesEnded', { dimension: { name: 'outcome', value: decision.outcome } });
    const seconds = notice?.watch.detection_delay_seconds;
    if (seconds !== undefined) count('DetectionDelay', { seconds });
  };
