import type { KeyValueStore, StoreKey } from '../watch/ports/key-value-store.ts';
import type { SendHttp } from '../watch/ports/send-http.ts';
import { actionNotification } from './action-notification.ts';
import { makeFetchCertificate } from './certificates.ts';
import { makeConfirmSubscription } from './confirm-subscription.ts';
import type { SmnPorts } from './receive-smn-message.ts';

/** The dependencies of receiving messages, in the cloud and locally. */
export interface SmnDeps
  extends Pick<SmnPorts, 'rules' | 'accounts' | 'now' | 'announce' | 'getWatch' | 'startWatch'> {
  /** Must verify TLS, follow no redirects, and reach only public addresses. */
  send: SendHttp;
  store: KeyValueStore;
}

/** Longer than a message is accepted: an hour, plus the difference of clocks. */
const rememberedSeconds = 3 * 3_600;
const keyOf = (messageId: string): StoreKey => ({ of: `smn ${messageId}`, id: 'taken' });

/** Makes the ports of receiveSmnMessage. The store records handled messages. */
export function makeSmnPorts({ send, store, ...deps }: SmnDeps): SmnPorts {
  const { accounts, announce, now } = deps;
  return {
    ...deps,
    fetchCertificate: makeFetchCertificate({ send, now }),
    confirm: makeConfirmSubscription(send),
    seen: async (messageId) => (await store.get(keyOf(messageId))) !== undefined,
    remember: (messageId) => store.put(keyOf(messageId), 'taken', rememberedSeconds),
    announceFailedAction: async (action) => {
      await announce(actionNotification(action, accounts, now()));
    },
  };
}
