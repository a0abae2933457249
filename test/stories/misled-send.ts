import { lookup } from 'node:dns';
import type { Addresses } from '../../lib/http/address-guard.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { HttpRequest, SendHttp } from '../../lib/watch/ports/send-http.ts';
import { slowFaults } from '../simulator/answer-faults.ts';

/**
 * Nobody listens there: it takes a right that tests do not have, so no story running beside this one can be
 * given it.
 */
const closedPort = 1;

/** Real time that a request may hang: enough for a busy machine to say that it was asked. */
const patienceMs = 100;
const unknownUrl = 'https://no-such-name.example';
const unknownName = new URL(unknownUrl).hostname;

/**
 * The real HTTP client, whose requests go astray while the fault says so: to a port where nobody listens, or
 * to a name that DNS does not know. What hangs is given up after a moment of real time; all other requests
 * have the time that they ask for.
 */
export function makeMisledSend(
  addresses: Addresses,
  faultOf: (url: URL) => string | undefined,
): { send: SendHttp; close: () => Promise<void> } {
  const http = makeSendHttp({
    addresses,
    lookup: (hostname, options, done) => {
      if (hostname !== unknownName) return lookup(hostname, options, done);
      done(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), []);
    },
  });
  return {
    send: (request) => {
      const url = new URL(request.url.reveal());
      return http.send(misled(request, url, faultOf(url)));
    },
    close: http.close,
  };
}

function misled(request: HttpRequest, url: URL, fault: string | undefined): HttpRequest {
  if (fault === undefined) return request;
  if (slowFaults.has(fault) || fault === 'iam-hangs') return { ...request, totalTimeoutMs: patienceMs };
  const path = url.pathname + url.search;
  if (fault === 'connection-refused')
    return { ...request, url: new Secret(`http://127.0.0.1:${closedPort}${path}`) };
  return fault === 'no-dns' ? { ...request, url: new Secret(unknownUrl + path) } : request;
}
