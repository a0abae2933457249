import type { HttpAnswer, HttpRequest } from '../watch/ports/send-http.ts';
import { AddressRefused } from './address-guard.ts';

type Failure = Extract<HttpAnswer, { kind: 'failure' }>;

/** The failed attempt, for its error message. */
export interface Attempt {
  /** Host and port of the URL. The rest must not be shown. */
  host: string;
  request: HttpRequest;
  /** Whether a proxy is configured, so that a refused connection may be the proxy's. */
  proxied: boolean;
}

/**
 * Why nothing came back, in words for people. Written from the code of the error alone, because its own text
 * may hold the address, and an address may be a secret. `connect` means that nothing was sent; after
 * `timeout` and `broken` the other side may have acted on the request.
 */
export function failureOf(error: unknown, attempt: Attempt): Failure {
  if (error instanceof AddressRefused) return addressRefused(attempt.host, error.message);
  const code = codeOf(error);
  if (code === 'TimeoutError') {
    const seconds = attempt.request.totalTimeoutMs / 1_000;
    return failure('timeout', `No complete answer from ${attempt.host} within ${seconds} s`);
  }
  if (code === 'AbortError') {
    return failure('broken', `The request to ${attempt.host} was stopped before the whole answer was there`);
  }
  const reason = connectReason(code, attempt.request);
  if (reason !== undefined) {
    const proxy = attempt.proxied ? '; a proxy is configured' : '';
    return failure('connect', `No connection to ${attempt.host}: ${reason} (${code})${proxy}`);
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return failure(
      'broken',
      `Nothing was sent to ${attempt.host}: a header cannot be sent as it is (a line break in a secret?)`,
    );
  }
  return failure(
    'broken',
    `The connection to ${attempt.host} broke before the whole answer was there (${code})`,
  );
}

/** Makes the failure of a request that was not sent because its address is not allowed. */
export const addressRefused = (host: string, reason: string): Failure =>
  failure('address_refused', `Nothing was sent to ${host}: ${reason}`);

const failure = (what: Failure['what'], message: string): Failure => ({ kind: 'failure', what, message });

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

const connectReasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the name is not known to DNS',
  EAI_AGAIN: 'DNS did not answer',
  ETIMEDOUT: 'the host did not respond',
  UND_ERR_ABORTED: 'the proxy did not open a tunnel',
  UND_ERR_PRX_CONN: 'the proxy broke the connection',
  UND_ERR_PRX_TLS: 'TLS with the proxy failed',
};

const tlsCode = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH$|EPROTO$)/;

function connectReason(code: string, request: HttpRequest): string | undefined {
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return `none within ${request.connectTimeoutMs / 1_000} s`;
  if (tlsCode.test(code)) return 'TLS failed';
  return connectReasons[code];
}
