import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../lib/aws/client-options.ts';
import { makeAnnounce } from '../../lib/aws/executions.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { ReportLostWatchEnv, readEnv } from '../../lib/lambda/env.ts';
import { type Count, makeCount } from '../../lib/lambda/metrics.ts';
import { logAnnouncement } from '../../lib/lambda/watch-log.ts';
import { type LostPorts, reportLostWatch } from '../../lib/watch/report-lost-watch.ts';
import type { LostOutput, LostWatch } from '../../lib/workflow/contracts.ts';

interface CountingPorts extends LostPorts {
  count: Count;
}

export async function wireReportLostWatch({ env: all, now, log }: Host): Promise<CountingPorts> {
  const env = readEnv(ReportLostWatchEnv, all);
  const { accounts } = await readBundledConfiguration(env);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const announce = makeAnnounce(
    new SFNClient(clientOptions),
    env.JOBWATCH_SEND_NOTIFICATION_ARN,
    (notification, result) => {
      logAnnouncement(log, notification, result);
      if ('answer' in result && result.answer === 'started') count('LostWatches');
    },
  );
  return { accounts, now, count, announce };
}

/**
 * Reports a lost watch. Counts watches that were stopped on purpose: the alarm for aborted executions
 * subtracts them.
 */
export async function reportAndCount(
  lost: LostWatch,
  { count, ...ports }: CountingPorts,
): Promise<LostOutput> {
  const output = await reportLostWatch(lost, ports);
  if (output.announced === 'stopped_on_purpose') count('StoppedWatches');
  return output;
}
