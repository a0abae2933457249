import { createHmac } from 'node:crypto';
import type { Secret } from '../../../watch/ports/secret.ts';

/** The signature fields in the body of a message. */
export interface FeishuSignature {
  /** Seconds since 1970. Feishu accepts them for an hour. */
  timestamp: string;
  sign: string;
}

/**
 * Signs the current time: HMAC-SHA256 of an empty text, with the seconds since 1970, a line break and the
 * secret as the key, in base64 (open.feishu.cn, "Custom bot usage guide", "Signature verification"). DingTalk
 * has key and content the other way round.
 */
export function feishuSignature(secret: Secret, now: number): FeishuSignature {
  const timestamp = String(Math.floor(now / 1_000));
  const sign = createHmac('sha256', `${timestamp}\n${secret.reveal()}`).digest('base64');
  return { timestamp, sign };
}
