import { SFNClient } from '@aws-sdk/client-sfn';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { makeApi } from '../../api/app.ts';
import { ApiConfig } from '../../api/config.ts';
import { makeCredentials } from '../../api/credentials.ts';
import { makeTakenMessages } from '../../api/taken-messages.ts';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAwsSecrets } from '../../aws/secrets.ts';
import { makeAwsWatches } from '../../aws/watches.ts';
import { isRehearsal } from '../../watch/rehearsal.ts';
import type { Watches } from '../../watch/watches.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { readEnv, StartWatchEnv, StoreEnv } from '../env.ts';
import { factsOfError } from '../log.ts';
import { type Count, makeCount } from '../metrics.ts';
import { wireStore } from './store.ts';
import { loggingWatches } from './watch-lines.ts';

/** The environment of http-api. */
export const HttpApiEnv = StartWatchEnv.omit({ JOBWATCH_BAD_MESSAGE_QUEUE_URL: true }).extend(
  StoreEnv.pick({ JOBWATCH_KEY_VALUE_TABLE: true }).shape,
);

type Answer = ReturnType<typeof handle>;

/** What http-api needs: the app, as something that answers events. Messages of SMN have a function of their own. */
export async function wireHttpApi(host: Host): Promise<{ answer: Answer; count: Count }> {
  const { log, now } = host;
  const env = readEnv(HttpApiEnv, host.env);
  const { accounts, api } = await readBundledConfiguration(env);
  const config = api ?? ApiConfig.parse({});
  const client = new SFNClient(clientOptions);
  const watches = makeAwsWatches({ client, machineArn: env.JOBWATCH_WATCH_JOB_ARN, accounts, now });
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const startWatch: Watches['startWatch'] = async (asked) => {
    const started = await watches.startWatch(asked);
    if (started.answer === 'started' && !isRehearsal(asked.request)) count('WatchesStarted');
    return started;
  };
  const app = makeApi({
    ...loggingWatches({ ...watches, startWatch }, accounts, log),
    ...makeCredentials(config, makeAwsSecrets(now)),
    messages: makeTakenMessages(wireStore(env, host).store),
    ratePerMinute: config.rate_per_minute,
    now,
    onTrouble: (what, error) => log.error(what, factsOfError(error)),
  });
  return { answer: handle(app), count };
}

/** Answers one request. What broke is answered too, so Lambda counts no error: it is counted here. */
export async function answerRequest(
  event: LambdaEvent,
  { answer, count }: { answer: Answer; count: Count },
): Promise<Awaited<ReturnType<Answer>>> {
  const answered = await answer(event);
  if (answered.statusCode === 500) count('BrokenRequests');
  return answered;
}
