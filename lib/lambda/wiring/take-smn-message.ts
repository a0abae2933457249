import { SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAnnounce } from '../../aws/executions.ts';
import { actionNotice } from '../../cts/action-notice.ts';
import { makeFetchCertificate } from '../../cts/certificates.ts';
import { makeConfirmSubscription } from '../../cts/confirm-subscription.ts';
import { type RawMessage, type SmnPorts, takeSmnMessage } from '../../cts/take-smn-message.ts';
import { makeSendHttp } from '../../http/send.ts';
import type { RecordKey } from '../../watch/records.ts';
import { readBundledConfiguration } from '../bundled-configuration.ts';
import type { Host } from '../define-handler.ts';
import { readEnv, TakeSmnMessageEnv } from '../env.ts';
import { wireRecords } from './records.ts';

/** A message older than an hour is refused: so long at least it must be remembered, with what clocks differ. */
const rememberedSeconds = 3 * 3_600;
const recordOf = (messageId: string): RecordKey => ({ of: `smn ${messageId}`, id: 'taken' });

/** What take-smn-message needs; `undefined` where the configuration has no SMN, and then nothing is taken. */
export async function wireTakeSmnMessage(
  host: Host,
): Promise<{ smn: SmnPorts | undefined; log: Host['log'] }> {
  const { now, log } = host;
  const env = readEnv(TakeSmnMessageEnv, host.env);
  const { accounts, api } = await readBundledConfiguration(env);
  if (api?.smn === undefined) return { smn: undefined, log };
  const { send } = makeSendHttp({ addresses: 'public' });
  const { records } = wireRecords(env, host);
  const announce = makeAnnounce(new SFNClient(clientOptions), env.JOBWATCH_SEND_NOTICE_ARN);
  const sqs = new SQSClient(clientOptions);
  const smn: SmnPorts = {
    ...{ rules: api.smn, accounts, now, announce },
    fetchCertificate: makeFetchCertificate({ send, now }),
    confirm: makeConfirmSubscription(send),
    seen: async (messageId) => (await records.recall(recordOf(messageId))) !== undefined,
    remember: (messageId) => records.keep(recordOf(messageId), 'taken', rememberedSeconds),
    startWatch: async (request) => {
      const message = { QueueUrl: env.JOBWATCH_REQUEST_QUEUE_URL, MessageBody: JSON.stringify(request) };
      await sqs.send(new SendMessageCommand(message));
    },
    announceFailedAction: async (action) => {
      await announce(actionNotice(action, accounts, now()));
    },
  };
  return { smn, log };
}

/** Takes a message, or refuses it in fixed words that go to the log alone. */
export async function takeOrRefuse(
  raw: RawMessage,
  { smn }: { smn: SmnPorts | undefined },
): Promise<{ status: number; did: string[] }> {
  if (smn === undefined) return { status: 404, did: ['not_configured'] };
  const taken = await takeSmnMessage(raw, smn);
  return taken.kind === 'refused'
    ? { status: taken.status, did: [taken.why] }
    : { status: 200, did: taken.did.map(({ kind }) => kind) };
}
