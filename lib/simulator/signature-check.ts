import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type AccessKeys, canonicalRequest, signatureOf, stringToSign } from '../cloud/sign-request.ts';
import type { Asked } from './loopback-server.ts';
import type { Verdict } from './tokens.ts';

/** How far the date of a signature may be from the gateway's clock, either way. */
const toleranceMs = 15 * 60_000;

const authorizationShape =
  /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const dateShape = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

const refused = (why: string): Verdict => ({ kind: 'refused', why });
const wrong = refused('verify aksk signature fail');

/**
 * Checks an AK/SK signature of scheme `SDK-HMAC-SHA256 Access=` as the gateway does, at `now` (milliseconds
 * since 1970).
 */
export function checkSignature(asked: Asked, keys: ReadonlyMap<string, AccessKeys>, now: number): Verdict {
  const [, accessKey = '', names = '', signature = ''] =
    authorizationShape.exec(asked.headers.authorization ?? '') ?? [];
  const headers = textHeaders(asked.headers);
  const key = keys.get(accessKey);
  if (key === undefined || headers['x-security-token'] !== key.securityToken) return wrong;
  const date = headers['x-sdk-date'] ?? '';
  if (!isRecent(date, now)) {
    return refused(`signature expired, signature time:${date}, server time:${new Date(now).toISOString()}`);
  }
  const expected = expectedSignature({ ...asked, headers }, names.split(';'), key.secretKey);
  return isSame(expected, signature) ? { kind: 'accepted', issuedAtMs: now } : wrong;
}

/** Empty where nothing can be right: the date must be signed, and the host must make a URL. */
function expectedSignature(
  asked: Omit<Asked, 'headers'> & { headers: Record<string, string> },
  signedHeaderNames: string[],
  secretKey: string,
): string {
  const { host = '', 'x-sdk-date': date = '' } = asked.headers;
  const url = `http://${host}${asked.target}`;
  if (!signedHeaderNames.includes('x-sdk-date') || !URL.canParse(url)) return '';
  const canonical = canonicalRequest({ ...asked, url }, signedHeaderNames);
  return signatureOf(stringToSign(canonical, date), secretKey);
}

function isRecent(date: string, now: number): boolean {
  const signedAtMs = Date.parse(date.replace(dateShape, '$1-$2-$3T$4:$5:$6Z'));
  return Math.abs(now - signedAtMs) <= toleranceMs;
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

const textHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
