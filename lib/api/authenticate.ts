import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../watch/ports/secret.ts';

/** What of a request says who sends it. */
export interface Claim {
  method: string;
  /** The value of a header, by its name in lower case. */
  header: (name: string) => string | undefined;
  /** The body as it came: a signature is over its bytes. */
  body: Uint8Array;
}

/** What claims are held against; `now` in milliseconds since 1970. */
export interface Credentials {
  keys: readonly Secret[];
  signing: readonly Secret[];
  now: number;
}

/**
 * How old or how far ahead a signed request may be (standard-webhooks specification, "Verifying signatures").
 */
const toleranceMs = 5 * 60_000;

/** Who sends a request. */
export interface Caller {
  /** Tells callers apart and is good for nothing else. */
  name: string;
  /** The id of a signed request: whoever saw it on the way can send it again. */
  messageId?: string;
}

/**
 * Who sends a request; undefined for a stranger. A bearer key is good for everything. A signature says
 * nothing about the method, so it is good for POST alone: one that was seen on the way cannot stop a watch.
 */
export function authenticate(claim: Claim, credentials: Credentials): Caller | undefined {
  const byKey = keyOfBearer(claim.header('authorization'), credentials.keys);
  if (byKey !== undefined) return { name: byKey };
  if (claim.method !== 'POST' || !isSigned(claim, credentials)) return undefined;
  return { name: 'signer', messageId: claim.header('webhook-id') ?? '' };
}

/** Compares with every key, hashed so that lengths are equal, and stops at none: time tells nothing. */
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
/** More signatures than keys can be replaced at a time are no honest header. */
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
