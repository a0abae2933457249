import { makeAwsSecrets } from '../../aws/secrets.ts';
import { makeAskJob } from '../../cloud/ask-job.ts';
import { makeSendHttp } from '../../http/send.ts';
import { wantedProgress } from '../../notice/route.ts';
import type { LookPorts } from '../../watch/look-at-job.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { ConfiguredEnv, readEnv } from '../env.ts';

/** What look-at-job needs. A job API may stand anywhere the account's configuration says, a private network too. */
export async function wireLookAtJob({ env, now }: Host): Promise<LookPorts> {
  const { accounts, polling, routes } = await readBundledConfiguration(readEnv(ConfiguredEnv, env));
  const { send } = makeSendHttp({ addresses: 'any' });
  const askJob = makeAskJob({ send, resolveSecret: makeAwsSecrets(now), now });
  return { askJob, accounts, polling, wanted: wantedProgress(routes), now };
}
