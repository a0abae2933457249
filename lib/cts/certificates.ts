import { WatcherError } from '../watch/errors.ts';
import { Secret } from '../watch/ports/secret.ts';
import type { SendHttp } from '../watch/ports/send-http.ts';

/**
 * Returns the PEM text of a signing certificate, or undefined if its URL has no certificate. The caller must
 * have checked the URL. Throws CertificateUnavailable if a retry may succeed.
 */
export type FetchCertificate = (url: string) => Promise<string | undefined>;

/** A signing certificate could not be fetched now. SMN sends the message again after a 5xx answer. */
export class CertificateUnavailable extends WatcherError {
  override readonly name = 'CertificateUnavailable';
  readonly code = 'CERTIFICATE_UNAVAILABLE';
  readonly retryable = true;
}

const timeoutMs = 3_000;
const maxBytes = 16_384;
const maxCached = 16;
const cachedMs = 3_600_000;

/**
 * Makes a function that fetches signing certificates and caches the last 16 for an hour. Failures are not
 * cached. The chain of a certificate cannot be verified, because SMN publishes no root certificate. Trust
 * comes from the verified TLS connection to a host that is configured by its full name. `send` must verify
 * TLS and follow no redirect.
 */
export function makeFetchCertificate({ send, now }: { send: SendHttp; now: () => number }): FetchCertificate {
  const cache = new Map<string, { pem: string; until: number }>();
  const underWay = new Map<string, Promise<string | undefined>>();

  const fetchAndCache = async (url: string): Promise<string | undefined> => {
    const pem = await requestCertificate(send, url);
    if (pem === undefined) return undefined;
    cache.delete(url);
    const [oldest] = cache.keys();
    if (oldest !== undefined && cache.size >= maxCached) cache.delete(oldest);
    cache.set(url, { pem, until: now() + cachedMs });
    return pem;
  };

  return async (url) => {
    const cached = cache.get(url);
    if (cached !== undefined && now() < cached.until) return cached.pem;
    const request = underWay.get(url) ?? fetchAndCache(url).finally(() => underWay.delete(url));
    underWay.set(url, request);
    return request;
  };
}

async function requestCertificate(send: SendHttp, url: string): Promise<string | undefined> {
  const answer = await send({
    method: 'GET',
    url: new Secret(url),
    headers: { accept: '*/*' },
    connectTimeoutMs: timeoutMs,
    totalTimeoutMs: timeoutMs,
    // One byte more, so that an answer that is too long can be detected.
    maxBodyBytes: maxBytes + 1,
  });
  if (answer.kind === 'failure') throw unavailable(answer.message);
  const { status, body } = answer;
  if (status === 408 || status === 429 || status >= 500)
    throw unavailable(`${new URL(url).host} answered ${status}.`);
  const fits = Buffer.byteLength(body) <= maxBytes;
  return status === 200 && fits && body.includes('-----BEGIN CERTIFICATE-----') ? body : undefined;
}

const unavailable = (reason: string): CertificateUnavailable =>
  new CertificateUnavailable(`The certificate that signs SMN's messages could not be fetched: ${reason}`);
