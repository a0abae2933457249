import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old or how far ahead a webhook's timestamp may be. */
const toleranceMs = 5 * 60_000;

/** A webhook as it arrived; header values are empty where they were missing. */
export interface SignedWebhook {
  id: string;
  /** Unix seconds of the attempt. */
  timestamp: string;
  /** One or more signatures `v1,<base64>`, separated by spaces. */
  signature: string;
  body: string;
}

/**
 * Whether one of the secrets (`whsec_` and base64) signed the webhook within five minutes of `now`,
 * milliseconds since 1970 (Standard Webhooks, scheme v1: HMAC-SHA256 of `id.timestamp.body`). Signatures of
 * other schemes are passed over.
 */
export function isWebhookSigned(webhook: SignedWebhook, secrets: readonly string[], now: number): boolean {
  const { id, timestamp, body } = webhook;
  if (id === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp) * 1_000) > toleranceMs) return false;
  const given = webhook.signature
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  return secrets.some((secret) => {
    const expected = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest();
    return given.some((mac) => mac.length === expected.length && timingSafeEqual(mac, expected));
  });
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
