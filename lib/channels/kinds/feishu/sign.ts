import { createHmac } from 'node:crypto';
import type { Secret } from '../../../watch/ports/secret.ts';

/** What a signed message carries in its body. */
export interface FeishuSignature {
  /** Seconds since 1970; valid for an hour. */
  timestamp: string;
  sign: string;
}

/**
 * The signature of this moment: HMAC-SHA256 of nothing, with the seconds since 1970, a line break and the secret as its
 * key, in base64 (open.feishu.cn, "Custom bot usage guide", "Signature verification"). DingTalk signs the other way round.
 */
export function feishuSignature(secret: Secret, now: number): FeishuSignature {
  const timestamp = String(Math.floor(now / 1_000));
  const sign = createHmac('sha256', `${timestamp}\n${secret.reveal()}`).digest('base64');
  return { timestamp, sign };
}
