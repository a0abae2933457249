import { WatcherError } from '../watch/errors.ts';
import { Secret } from '../watch/ports/secret.ts';
import type { SendHttp } from '../watch/ports/send-http.ts';

/**
 * The PEM text behind the URL of a signing certificate; undefined when there is none. The URL has been
 * checked. Throws CertificateUnavailable when another try may bring it.
 */
export type FetchCertificate = (url: string) => Promise<string | undefined>;

/** A signing certificate could not be fetched now; SMN sends the message again after an answer of 5xx. */
export class CertificateUnavailable extends WatcherError {
  override readonly name = 'CertificateUnavailable';
  readonly code = 'CERTIFICATE_UNAVAILABLE';
  readonly retryable = true;
}

const timeoutMs = 3_000;
const maxBytes = 16_384;
const maxKept = 16;
const keptMs = 3_600_000;

/**
 * Fetches signing certificates and keeps the last few of them for an hour; what failed is not kept. The
 * certificate's chain cannot be checked, as SMN publishes no root of it: what is trusted is the verified TLS
 * connection to a host that is configured by its whole name. `send` has to verify TLS and follow no redirect.
 */
export function makeFetchCertificate({ send, now }: { send: SendHttp; now: () => number }): FetchCertificate {
  const kept = new Map<string, { pem: string; until: number }>();
  const underWay = new Map<string, Promise<string | undefined>>();

  const fetchAndKeep = async (url: string): Promise<string | undefined> => {
    const pem = await requestCertificate(send, url);
    if (pem === undefined) return undefined;
    kept.delete(url);
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size >= maxKept) kept.delete(oldest);
    kept.set(url, { pem, until: now() + keptMs });
    return pem;
  };

  return async (url) => {
    const have = kept.get(url);
    if (have !== undefined && now() < have.until) return have.pem;
    const request = underWay.get(url) ?? fetchAndKeep(url).finally(() => underWay.delete(url));
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
    // One more, to tell a longer answer from one that just fits.
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
