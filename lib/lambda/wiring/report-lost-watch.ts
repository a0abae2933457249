import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAnnounce } from '../../aws/executions.ts';
import type { LostPorts } from '../../watch/report-lost-watch.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { ReportLostWatchEnv, readEnv } from '../env.ts';
import { countingStarts, makeCount } from '../metrics.ts';
import { loggingNotices } from './watch-lines.ts';

/** What report-lost-watch needs. */
export async function wireReportLostWatch({ env: all, now, log }: Host): Promise<LostPorts> {
  const env = readEnv(ReportLostWatchEnv, all);
  const { accounts } = await readBundledConfiguration(env);
  const announce = makeAnnounce(new SFNClient(clientOptions), env.JOBWATCH_SEND_NOTICE_ARN);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  return {
    accounts,
    now,
    announce: loggingNotices(countingStarts(announce, count, 'LostWatches'), log),
  };
}
