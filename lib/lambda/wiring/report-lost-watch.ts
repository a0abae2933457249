import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAnnounce } from '../../aws/executions.ts';
import { type LostPorts, reportLostWatch } from '../../watch/report-lost-watch.ts';
import type { LostOutput, LostWatch } from '../../workflow/contracts.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { ReportLostWatchEnv, readEnv } from '../env.ts';
import { type Count, countingStarts, makeCount } from '../metrics.ts';
import { loggingNotifications } from './watch-lines.ts';

interface CountingPorts extends LostPorts {
  count: Count;
}

/** What report-lost-watch needs. */
export async function wireReportLostWatch({ env: all, now, log }: Host): Promise<CountingPorts> {
  const env = readEnv(ReportLostWatchEnv, all);
  const { accounts } = await readBundledConfiguration(env);
  const announce = makeAnnounce(new SFNClient(clientOptions), env.JOBWATCH_SEND_NOTIFICATION_ARN);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  return {
    accounts,
    now,
    count,
    announce: loggingNotifications(countingStarts(announce, count, 'LostWatches'), log),
  };
}

/** Reports a lost watch, and counts a stop on purpose: the alarm on aborted executions leaves those out. */
export async function reportAndCount(
  lost: LostWatch,
  { count, ...ports }: CountingPorts,
): Promise<LostOutput> {
  const output = await reportLostWatch(lost, ports);
  if (output.announced === 'stopped_on_purpose') count('StoppedWatches');
  return output;
}
