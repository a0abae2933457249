import type { KeyValueStore, StoreKey } from '../watch/ports/key-value-store.ts';
import type { SendHttp } from '../watch/ports/send-http.ts';
import { actionNotification } from './action-notification.ts';
import { makeFetchCertificate } from './certificates.ts';
import { makeConfirmSubscription } from './confirm-subscription.ts';
import type { SmnPorts } from './receive-smn-message.ts';

/** What taking messages is made of, in the cloud and locally alike. */
export interface SmnDeps
  extends Pick<SmnPorts, 'rules' | 'accounts' | 'now' | 'announce' | 'getWatch' | 'startWatch'> {
  /** Has to verify TLS, to follow no redirect, and to go to the public internet alone. */
  send: SendHttp;
  store: KeyValueStore;
}

/**
 * A message older than an hour is refused: so long at least it must be remembered, with what clocks differ.
 */
const rememberedSeconds = 3 * 3_600;
const recordOf = (messageId: string): StoreKey => ({ of: `smn ${messageId}`, id: 'taken' });

/** The ports of receiveSmnMessage; messages that were taken are known by the records. */
export function makeSmnPorts({ send, store, ...deps }: SmnDeps): SmnPorts {
  const { accounts, announce, now } = deps;
  return {
    ...deps,
    fetchCertificate: makeFetchCertificate({ send, now }),
    confirm: makeConfirmSubscription(send),
    seen: async (messageId) => (await store.get(recordOf(messageId))) !== undefined,
    remember: (messageId) => store.put(recordOf(messageId), 'taken', rememberedSeconds),
    announceFailedAction: async (action) => {
      await announce(actionNotification(action, accounts, now()));
    },
  };
}
