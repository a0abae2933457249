import { createHmac } from 'node:crypto';
import type { Secret } from '../../watch/secret.ts';

const secretFormat = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

/** The key in a signing secret: `whsec_` and the base64 of 24 to 64 bytes (Standard Webhooks); undefined when it is none. */
export function signingKey(secret: Secret): Buffer | undefined {
  const encoded = secretFormat.exec(secret.reveal())?.[1];
  if (encoded === undefined) return undefined;
  const key = Buffer.from(encoded, 'base64');
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

/** What is signed: the seconds are those of the attempt, so a repeated one is signed anew. */
export interface Signed {
  id: string;
  timestampSeconds: number;
  body: string;
}

/** The headers of Standard Webhooks (github.com/standard-webhooks/standard-webhooks), with one v1 signature a key. */
export function signatureHeaders(
  { id, timestampSeconds, body }: Signed,
  keys: readonly Buffer[],
): Record<string, string> {
  const content = `${id}.${timestampSeconds}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatures.join(' '),
  };
}
