import { createHmac } from 'node:crypto';
import { Secret } from '../../../watch/ports/secret.ts';

/**
 * Adds a signature to the address: HMAC-SHA256 with the secret as the key, over the milliseconds since 1970,
 * a line break and the secret, in base64, percent-encoded once (open.dingtalk.com, "Custom robot access",
 * "Sign").
 */
export function signedAddress(address: Secret, secret: Secret, now: number): Secret {
  const timestamp = String(Math.floor(now));
  const key = secret.reveal();
  const sign = createHmac('sha256', key).update(`${timestamp}\n${key}`).digest('base64');
  const url = new URL(address.reveal());
  url.searchParams.set('timestamp', timestamp);
  url.searchParams.set('sign', sign);
  return new Secret(url.href);
}
