import { createHash, createHmac } from 'node:crypto';

const algorithm = 'SDK-HMAC-SHA256';

/** The signed parts of a request. `url` is absolute. Header names may have any case. */
export interface RequestToSign {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** An access key and its secret. Temporary keys have a security token too. */
export interface AccessKeys {
  accessKey: string;
  secretKey: string;
  securityToken?: string;
}

/**
 * The headers to send with a request so that the API gateway accepts it: the given ones, `host`,
 * `x-sdk-date`, `x-security-token` with temporary keys — all of these signed — and `authorization`. `now` is
 * in milliseconds since
 * 1970. A gateway refuses a signature about 15 minutes old, so every attempt needs its own.
 *
 * The scheme is `SDK-HMAC-SHA256 Access=…` (support.huaweicloud.com/devg-apisign/api-sign-algorithm.html),
 * not the older one of the same name with `Credential=…`.
 */
export function signRequest(request: RequestToSign, keys: AccessKeys, now: number): Record<string, string> {
  const date = sdkDate(now);
  const headers = {
    ...lowerCased(request.headers),
    host: new URL(request.url).host,
    'x-sdk-date': date,
    ...(keys.securityToken === undefined ? {} : { 'x-security-token': keys.securityToken }),
  };
  const signed = Object.keys(headers).sort();
  const toSign = stringToSign(canonicalRequest({ ...request, headers }, signed), date);
  const signature = signatureOf(toSign, keys.secretKey);
  return { ...headers, authorization: authorization(keys.accessKey, signed, signature) };
}

/** Returns the header `Authorization` for a signature. */
export const authorization = (
  accessKey: string,
  signedHeaderNames: readonly string[],
  signature: string,
): string =>
  `${algorithm} Access=${accessKey}, SignedHeaders=${signedHeaderNames.join(';')}, Signature=${signature}`;

/**
 * Returns the canonical request, the first stage of a signature. A named header that is absent counts as
 * empty.
 */
export function canonicalRequest(request: RequestToSign, signedHeaderNames: readonly string[]): string {
  const url = new URL(request.url);
  const headers = lowerCased(request.headers);
  const names = signedHeaderNames.map((name) => name.toLowerCase()).sort();
  return [
    request.method.toUpperCase(),
    canonicalPath(url.pathname),
    canonicalQuery(url.searchParams),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    sha256(request.body ?? ''),
  ].join('\n');
}

/** Returns the string to sign, the second stage of a signature. `date` is the value of `X-Sdk-Date`. */
export const stringToSign = (canonical: string, date: string): string =>
  [algorithm, date, sha256(canonical)].join('\n');

/** Returns the signature in lower-case hex, the last stage. */
export const signatureOf = (toSign: string, secretKey: string): string =>
  createHmac('sha256', secretKey).update(toSign).digest('hex');

/** `20200608T023900Z`. */
const sdkDate = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/**
 * Ends with "/" in the signature, whatever the request's own path ends with. Escapes that stand in the URL
 * stay as they are.
 */
function canonicalPath(path: string): string {
  const encoded = path.replace(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~/]/g, (part) =>
    part.length === 3 ? part.toUpperCase() : encode(part),
  );
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .sort(([nameA, valueA], [nameB, valueB]) => byCodePoint(nameA, nameB) || byCodePoint(valueA, valueB))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

/**
 * JavaScript compares strings by UTF-16 units, which puts U+1F600 before U+FF5E; UTF-8 bytes keep the order
 * of code points.
 */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** RFC 3986: only the unreserved characters stay; encodeURIComponent leaves five more. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
