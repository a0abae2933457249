import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import undiciRequest from 'undici/lib/api/api-request.js';
import type { HttpAnswer, HttpRequest, SendHttp } from '../watch/ports/send-http.ts';
import { type Addresses, refusalOf } from './address-guard.ts';
import { makeDispatcher, type ThroughProxy } from './dispatcher.ts';
import { addressRefused, failureOf } from './failure.ts';

/**
 * The one HTTP client of the product. No redirect is followed, nothing is unpacked, and TLS is always
 * verified; `close` waits for requests under way. The total time-out covers everything from the call to the
 * last byte read.
 */
export function makeSendHttp(options: {
  addresses: Addresses;
  /** Ports that guarded requests may go to besides 443. */
  ports?: readonly number[] | undefined;
  proxy?: ThroughProxy | undefined;
  /** How names become addresses, where not as the system does it. */
  lookup?: LookupFunction;
  /** Ends every request that is under way, and those that would begin later. */
  signal?: AbortSignal | undefined;
}): { send: SendHttp; close: () => Promise<void> } {
  const { addresses, ports, proxy, lookup = systemLookup, signal } = options;

  // undici's connect time-out belongs to an agent, ours to a request; the product uses only two or three
  // values of it.
  const dispatchers = new Map<number, Dispatcher>();
  const dispatcherFor = (connectTimeoutMs: number): Dispatcher => {
    const made =
      dispatchers.get(connectTimeoutMs) ?? makeDispatcher({ addresses, connectTimeoutMs, lookup, proxy });
    dispatchers.set(connectTimeoutMs, made);
    return made;
  };

  const send: SendHttp = async (request) => {
    const address = request.url.reveal();
    if (!URL.canParse(address)) return addressRefused('the given address', 'it is no URL');
    const url = new URL(address);
    const refusal = refusalOf(url, addresses, ports);
    if (refusal !== undefined) return addressRefused(url.host, refusal);
    try {
      const dispatcher = dispatcherFor(request.connectTimeoutMs);
      return await exchange(request, url, { dispatcher, signal });
    } catch (error) {
      return failureOf(error, { host: url.host, request, proxied: proxy !== undefined });
    }
  };

  const close = async () => {
    await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.close()));
  };
  return { send, close };
}

async function exchange(
  request: HttpRequest,
  url: URL,
  { dispatcher, signal }: { dispatcher: Dispatcher; signal: AbortSignal | undefined },
): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(request.totalTimeoutMs);
  const answer = await undiciRequest.call(dispatcher, {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: request.headers,
    body: request.body ?? null,
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
  });
  const { bytes, isCut } = await readAtMost(request.maxBodyBytes, answer.body);
  return {
    kind: 'answer',
    status: answer.statusCode,
    headers: joined(answer.headers),
    // Bytes that are no UTF-8 become U+FFFD.
    body: new TextDecoder().decode(bytes),
    ...(isCut && { cutAt: request.maxBodyBytes }),
  };
}

/** Leaving the loop early destroys the body, and the connection with it. */
async function readAtMost(
  maxBytes: number,
  body: AsyncIterable<Buffer>,
): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    chunks.push(chunk);
    if (length > maxBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isCut: length > maxBytes };
}

/** undici gives names in lower case, and a list where a header came more than once. */
const joined = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
