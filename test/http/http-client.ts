import { onTestFinished } from 'vitest';
import { makeSendHttp } from '../../lib/http/send.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { HttpAnswer, HttpRequest } from '../../lib/watch/ports/send-http.ts';

/** Makes a client for one test. Without options it may connect to any address. Tests use loopback only. */
export function makeClient(
  options: Partial<Parameters<typeof makeSendHttp>[0]> = {},
): (url: string, request?: Partial<HttpRequest>) => Promise<HttpAnswer> {
  const { send, close } = makeSendHttp({ addresses: 'any', ...options });
  onTestFinished(close);
  return (url, request) =>
    send({
      method: 'GET',
      url: new Secret(url),
      headers: {},
      connectTimeoutMs: 2_000,
      totalTimeoutMs: 5_000,
      maxBodyBytes: 65_536,
      ...request,
    });
}
