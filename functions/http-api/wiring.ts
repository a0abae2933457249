import { SFNClient } from '@aws-sdk/client-sfn';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { makeApi } from '../../lib/api/app.ts';
import { ApiConfig } from '../../lib/api/config.ts';
import { makeCredentials } from '../../lib/api/credentials.ts';
import { makeHandledMessages } from '../../lib/api/handled-messages.ts';
import { clientOptions } from '../../lib/aws/client-options.ts';
import { makeAwsSecrets } from '../../lib/aws/secrets.ts';
import { makeAwsWatches } from '../../lib/aws/watches.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { HttpApiEnv, readEnv } from '../../lib/lambda/env.ts';
import { factsOfError } from '../../lib/lambda/log.ts';
import { type Count, makeCount } from '../../lib/lambda/metrics.ts';
import { wireStore } from '../../lib/lambda/store.ts';
import { logApiResult } from '../../lib/lambda/watch-log.ts';
import { isRehearsal } from '../../lib/watch/rehearsal.ts';

type Answer = ReturnType<typeof handle>;

/**
 * Wires http-api: the app as a function that answers events. receive-smn-message takes the messages of SMN.
 */
export async function wireHttpApi(host: Host): Promise<{ answer: Answer; count: Count }> {
  const { log, now } = host;
  const env = readEnv(HttpApiEnv, host.env);
  const { accounts, api } = await readBundledConfiguration(env);
  const config = api ?? ApiConfig.parse({});
  const client = new SFNClient(clientOptions);
  const watches = makeAwsWatches({ client, machineArn: env.JOBWATCH_WATCH_JOB_ARN, accounts, now });
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const app = makeApi({
    ...watches,
    ...makeCredentials(config, makeAwsSecrets(now)),
    messages: makeHandledMessages(wireStore(env, host).store),
    ratePerMinute: config.rate_per_minute,
    now,
    onResult: (result) => {
      logApiResult(log, accounts, result);
      const hasStarted = result.did === 'start' && 'answer' in result && result.answer === 'started';
      if (hasStarted && !isRehearsal(result.request)) count('WatchesStarted');
    },
    onTrouble: (what, error) => log.error(what, factsOfError(error)),
  });
  return { answer: handle(app), count };
}

/**
 * Answers one request. A broken request gets an answer too, so Lambda counts no error. This function counts
 * it.
 */
export async function answerRequest(
  event: LambdaEvent,
  { answer, count }: { answer: Answer; count: Count },
): Promise<Awaited<ReturnType<Answer>>> {
  const answered = await answer(event);
  if (answered.statusCode === 500) count('BrokenRequests');
  return answered;
}
