import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Secret } from '../../../watch/ports/secret.ts';

/** A secret shared with the receivers (v1), or a private key whose public key they have (v1a). */
export type SigningKey = { version: 'v1'; key: Buffer } | { version: 'v1a'; key: KeyObject };

const secretFormat = /^(whsec|whsk)_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

/**
 * Reads the key from a signing secret (Standard Webhooks): `whsec_` and the base64 of 24 to 64 bytes, or
 * `whsk_` and the base64 of an ed25519 key (the seed of 32 bytes, alone or followed by the public key).
 * Returns undefined if it is neither.
 */
export function signingKey(secret: Secret): SigningKey | undefined {
  const [, prefix, encoded = ''] = secretFormat.exec(secret.reveal()) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (prefix === 'whsec' && bytes.length >= 24 && bytes.length <= 64) return { version: 'v1', key: bytes };
  if (prefix !== 'whsk' || (bytes.length !== 32 && bytes.length !== 64)) return undefined;
  return { version: 'v1a', key: ed25519Key(bytes.subarray(0, 32)) };
}

/** The bytes before the seed of an ed25519 key in PKCS #8 (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const ed25519Key = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });

/** The signed content. The seconds are those of the attempt, so every attempt has a new signature. */
export interface Signed {
  id: string;
  timestampSeconds: number;
  body: string;
}

/**
 * Makes the headers of Standard Webhooks, with one signature for each key
 * (github.com/standard-webhooks/standard-webhooks).
 */
export function signatureHeaders(
  { id, timestampSeconds, body }: Signed,
  keys: readonly SigningKey[],
): Record<string, string> {
  const content = `${id}.${timestampSeconds}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': keys.map((key) => `${key.version},${signature(key, content)}`).join(' '),
  };
}

const signature = ({ version, key }: SigningKey, content: string): string =>
  version === 'v1'
    ? createHmac('sha256', key).update(content).digest('base64')
    : sign(null, Buffer.from(content), key).toString('base64');
