import type { SendHttp } from '../watch/ports.ts';
import type { RecordKey, Records } from '../watch/records.ts';
import { actionNotice } from './action-notice.ts';
import { makeFetchCertificate } from './certificates.ts';
import { makeConfirmSubscription } from './confirm-subscription.ts';
import type { SmnPorts } from './take-smn-message.ts';

/** What taking messages is made of, in the cloud and at the desk alike. */
export interface SmnDeps
  extends Pick<SmnPorts, 'rules' | 'accounts' | 'now' | 'announce' | 'getWatch' | 'startWatch'> {
  /** Has to verify TLS, to follow no redirect, and to go to the public internet alone. */
  send: SendHttp;
  records: Records;
}

/** A message older than an hour is refused: so long at least it must be remembered, with what clocks differ. */
const rememberedSeconds = 3 * 3_600;
const recordOf = (messageId: string): RecordKey => ({ of: `smn ${messageId}`, id: 'taken' });

/** The ports of takeSmnMessage; messages that were taken are known by the records. */
export function makeSmnPorts({ send, records, ...deps }: SmnDeps): SmnPorts {
  const { accounts, announce, now } = deps;
  return {
    ...deps,
    fetchCertificate: makeFetchCertificate({ send, now }),
    confirm: makeConfirmSubscription(send),
    seen: async (messageId) => (await records.recall(recordOf(messageId))) !== undefined,
    remember: (messageId) => records.keep(recordOf(messageId), 'taken', rememberedSeconds),
    announceFailedAction: async (action) => {
      await announce(actionNotice(action, accounts, now()));
    },
  };
}
