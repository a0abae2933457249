import { WatcherError } from '../watch/errors.ts';
import type { Secret } from '../watch/ports/secret.ts';
import type { SendHttp } from '../watch/ports/send-http.ts';
import type { SmnConfig } from './config.ts';

/** Confirms a subscription by its URL, which contains a token. Throws SubscriptionUnconfirmed. */
export type ConfirmSubscription = (url: Secret) => Promise<void>;

/** A subscription could not be confirmed now. SMN sends the message again after a 5xx answer. */
export class SubscriptionUnconfirmed extends WatcherError {
  override readonly name = 'SubscriptionUnconfirmed';
  readonly code = 'SUBSCRIPTION_UNCONFIRMED';
  readonly retryable = true;
}

/** SMN waits 5 s for our answer (SMN FAQ). */
const timeoutMs = 3_000;
const maxBytes = 16_384;

/** Returns whether a confirmation URL is allowed: https, and a configured host. */
export function isConfirmUrl(text: string, rules: Pick<SmnConfig, 'hosts' | 'confirm_hosts'>): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    [...rules.hosts, ...rules.confirm_hosts].includes(url.host) &&
    // Compares the text before the path: no port (not even 443), no user, no backslash.
    text.startsWith(`https://${url.host}/`)
  );
}

/** Makes a function that opens the URL once. `send` must verify TLS and follow no redirect. */
export function makeConfirmSubscription(send: SendHttp): ConfirmSubscription {
  return async (url) => {
    const answer = await send({
      method: 'GET',
      url,
      headers: { accept: '*/*' },
      connectTimeoutMs: timeoutMs,
      totalTimeoutMs: timeoutMs,
      maxBodyBytes: maxBytes,
    });
    if (answer.kind === 'failure') throw unconfirmed(answer.message);
    if (answer.status < 200 || answer.status > 299) throw unconfirmed(`SMN answered ${answer.status}.`);
  };
}

const unconfirmed = (reason: string): SubscriptionUnconfirmed =>
  new SubscriptionUnconfirmed(`The subscription to the topic could not be confirmed: ${reason}`);
