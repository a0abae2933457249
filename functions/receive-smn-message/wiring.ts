import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../lib/aws/client-options.ts';
import { makeAnnounce } from '../../lib/aws/executions.ts';
import { makeSendRequest } from '../../lib/aws/request-queues.ts';
import { makeAwsWatches } from '../../lib/aws/watches.ts';
import type { TracedJob } from '../../lib/cts/read-trace.ts';
import {
  type RawMessage,
  receiveSmnMessage,
  type SmnPorts,
  type TakenSmn,
} from '../../lib/cts/receive-smn-message.ts';
import { makeSmnPorts } from '../../lib/cts/smn-ports.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import { readBundledConfiguration } from '../../lib/lambda/bundled-configuration.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { ReceiveSmnMessageEnv, readEnv } from '../../lib/lambda/env.ts';
import { type Count, makeCount } from '../../lib/lambda/metrics.ts';
import { wireStore } from '../../lib/lambda/store.ts';
import { logAnnouncement, logStart } from '../../lib/lambda/watch-log.ts';
import { watchId } from '../../lib/watch/watch-id.ts';

/**
 * What receive-smn-message works with. Without `smn`, as in a configuration without it, every message is
 * refused.
 */
export interface TakeOrRefusePorts {
  smn: SmnPorts | undefined;
  count: Count;
}

export async function wireReceiveSmnMessage(host: Host): Promise<TakeOrRefusePorts> {
  const { now, log } = host;
  const env = readEnv(ReceiveSmnMessageEnv, host.env);
  const count = makeCount(env.POWERTOOLS_SERVICE_NAME);
  const { accounts, api } = await readBundledConfiguration(env);
  if (api?.smn === undefined) return { smn: undefined, count };
  const client = new SFNClient(clientOptions);
  const smn = makeSmnPorts({
    rules: api.smn,
    accounts,
    now,
    send: makeSendHttp({ addresses: 'public' }).send,
    store: wireStore(env, host).store,
    announce: makeAnnounce(client, env.JOBWATCH_SEND_NOTIFICATION_ARN, (notification, result) =>
      logAnnouncement(log, notification, result),
    ),
    getWatch: makeAwsWatches({ client, machineArn: env.JOBWATCH_WATCH_JOB_ARN, accounts, now }).getWatch,
    startWatch: makeSendRequest(
      new SQSClient(clientOptions),
      env.JOBWATCH_REQUEST_QUEUE_URL,
      (request: TracedJob, result) => logStart(log, watchId(request), result),
    ),
  });
  return { smn, count };
}

type RefusedStatus = Extract<TakenSmn, { kind: 'refused' }>['status'];

/**
 * Accepts or refuses a message. The reason of a refusal is one of a fixed set and goes only to the log and
 * the metrics.
 */
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
