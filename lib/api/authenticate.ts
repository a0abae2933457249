import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../watch/ports/secret.ts';

/** The parts of a request that identify its sender. */
export interface Claim {
  method: string;
  /** Returns the value of a header. The name is in lower case. */
  header: (name: string) => string | undefined;
  /** The unchanged body: a signature covers its bytes. */
  body: Uint8Array;
}

/** The valid credentials. `now` is in milliseconds since 1970. */
export interface Credentials {
  keys: readonly Secret[];
  signing: readonly Secret[];
  now: number;
}

/**
 * The most that a signed request's time may differ from ours (standard-webhooks specification, "Verifying
 * signatures").
 */
const toleranceMs = 5 * 60_000;

/** The sender of a request. */
export interface Caller {
  /** Distinguishes callers, and reveals nothing about the key. */
  name: string;
  /** The id of a signed request. Used to refuse a replay. */
  messageId?: string;
}

/**
 * Returns the sender of a request, or undefined for an unknown one. A bearer key allows every call. A
 * signature does not cover the method, so it allows POST only: a replayed signature must not stop a watch.
 */
export function authenticate(claim: Claim, credentials: Credentials): Caller | undefined {
  const byKey = keyOfBearer(claim.header('authorization'), credentials.keys);
  if (byKey !== undefined) return { name: byKey };
  if (claim.method !== 'POST' || !isSigned(claim, credentials)) return undefined;
  return { name: 'signer', messageId: claim.header('webhook-id') ?? '' };
}

/** Compares with every key in constant time. Hashes have equal lengths, and a match does not end the loop. */
function keyOfBearer(authorization: string | undefined, keys: readonly Secret[]): string | undefined {
  const [, given = ''] = /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(authorization ?? '') ?? [];
  const hash = sha256(given);
  const equal = keys.filter((key) => timingSafeEqual(hash, sha256(key.reveal())));
  return given === '' || equal.length === 0 ? undefined : `key ${hash.toString('hex').slice(0, 16)}`;
}

/**
 * Standard Webhooks, scheme v1: HMAC-SHA256 of `id.timestamp.body`; signatures of other schemes are passed
 * over.
 */
function isSigned({ header, body }: Claim, { signing, now }: Credentials): boolean {
  const id = header('webhook-id') ?? '';
  const timestamp = header('webhook-timestamp') ?? '';
  if (id === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp) * 1_000) > toleranceMs) return false;
  const given = signaturesOf(header('webhook-signature') ?? '');
  const right = signing.flatMap((secret) => {
    const mac = createHmac('sha256', bytesOf(secret)).update(`${id}.${timestamp}.`).update(body).digest();
    return given.filter((signature) => timingSafeEqual(signature, mac));
  });
  return right.length > 0;
}

const macBytes = 32;
/** An honest header has one signature for each current key. */
const maxSignatures = 16;

const signaturesOf = (header: string): Buffer[] =>
  header
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .slice(0, maxSignatures)
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .filter(({ length }) => length === macBytes);

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const bytesOf = (secret: Secret): Buffer => Buffer.from(secret.reveal().replace(/^whsec_/, ''), 'base64');
