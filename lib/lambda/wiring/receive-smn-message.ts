import { SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAnnounce } from '../../aws/executions.ts';
import { makeAwsWatches } from '../../aws/watches.ts';
import type { TracedJob } from '../../cts/read-trace.ts';
import {
  type RawMessage,
  receiveSmnMessage,
  type SmnPorts,
  type TakenSmn,
} from '../../cts/receive-smn-message.ts';
import { makeSmnPorts } from '../../cts/smn-ports.ts';
import { makeSendHttp } from '../../http/send.ts';
import { watchId } from '../../watch/watch-id.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { ReceiveSmnMessageEnv, readEnv } from '../env.ts';
import { type Count, makeCount } from '../metrics.ts';
import { wireStore } from './store.ts';
import { loggingNotifications, loggingStarts } from './watch-lines.ts';

/** What receive-smn-message needs; without `smn`, where the configuration has none, nothing is taken. */
export interface TakeOrRefusePorts {
  smn: SmnPorts | undefined;
  count: Count;
}

/** Environment → clients → ports. */
export async function wireReceiveSmnMessage(host: Host): Promise<TakeOrRefusePorts> {
  const { now, log } = host;
  const env = readEnv(ReceiveSmnMessageEnv, host.env);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const { accounts, api } = await readBundledConfiguration(env);
  if (api?.smn === undefined) return { smn: undefined, count };
  const sqs = new SQSClient(clientOptions);
  const client = new SFNClient(clientOptions);
  const ask = loggingStarts(
    async (request: TracedJob) => {
      const message = { QueueUrl: env.JOBWATCH_REQUEST_QUEUE_URL, MessageBody: JSON.stringify(request) };
      await sqs.send(new SendMessageCommand(message));
      return 'asked' as const;
    },
    log,
    (request) => watchId(request),
  );
  const smn = makeSmnPorts({
    ...{ rules: api.smn, accounts, now },
    send: makeSendHttp({ addresses: 'public' }).send,
    store: wireStore(env, host).store,
    announce: loggingNotifications(makeAnnounce(client, env.JOBWATCH_SEND_NOTIFICATION_ARN), log),
    getWatch: makeAwsWatches({ client, machineArn: env.JOBWATCH_WATCH_JOB_ARN, accounts, now }).getWatch,
    startWatch: async (request) => {
      await ask(request);
    },
  });
  return { smn, count };
}

type RefusedStatus = Extract<TakenSmn, { kind: 'refused' }>['status'];

/** Takes a message, or refuses it in fixed words that go to the log and the metrics alone. */
export async function takeOrRefuse(
  raw: RawMessage,
  { smn, count }: TakeOrRefusePorts,
): Promise<{ status: 200 | 404 | RefusedStatus; did: string[] }> {
  if (smn === undefined) return { status: 404, did: ['not_configured'] };
  const taken = await receiveSmnMessage(raw, smn);
  if (taken.kind === 'accepted') return { status: 200, did: taken.did.map(({ kind }) => kind) };
  count('RefusedMessages', { dimension: { name: 'why', value: taken.why } });
  return { status: taken.status, did: [taken.why] };
}
