import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { makeFetchCertificate } from '../../lib/cts/certificates.ts';
import type { HttpRequest, SendHttp } from '../../lib/watch/ports/send-http.ts';
import { makeClient } from '../http/http-client.ts';
import { closedPort, serve } from '../http/loopback-server.ts';
import { now } from './smn-messages.ts';

const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const missing = { kind: 'missing' };

/** Makes a certificate server, a fetcher with a time-out of `timeoutMs`, and a clock for its cache. */
const fetching = async (listener: RequestListener, timeoutMs = 2_000) => {
  const asked: string[] = [];
  const requests: HttpRequest[] = [];
  const { url } = await serve((request, response) => {
    asked.push(request.url ?? '');
    listener(request, response);
  });
  const client = makeClient();
  const send: SendHttp = (request) => {
    requests.push(request);
    return client(request.url.reveal(), { ...request, totalTimeoutMs: timeoutMs });
  };
  const clock = { now };
  const fetchCertificate = makeFetchCertificate({ send, now: () => clock.now });
  return {
    asked,
    requests,
    clock,
    fetch: async (path = '/a.pem') => (await fetchCertificate(`${url}${path}`)) ?? missing,
  };
};

describe('a certificate', () => {
  it('is fetched once and cached for an hour', async () => {
    const { fetch, asked, clock } = await fetching((_request, response) => response.end(pem));
    expect(await fetch()).toBe(pem);
    clock.now += 3_599_999;
    expect(await fetch()).toBe(pem);
    expect(asked).toHaveLength(1);
    clock.now += 1;
    expect(await fetch()).toBe(pem);
    expect(asked).toHaveLength(2);
  });

  it('is requested with a short time-out and a small size limit', async () => {
    const { fetch, requests } = await fetching((_request, response) => response.end(pem));
    await fetch();
    expect(requests).toMatchObject([{ method: 'GET', totalTimeoutMs: 3_000, maxBodyBytes: 16_385 }]);
  });

  it('is fetched once for concurrent callers', async () => {
    const { fetch, asked } = await fetching((_request, response) => response.end(pem));
    expect(await Promise.all([fetch(), fetch(), fetch()])).toStrictEqual([pem, pem, pem]);
    expect(asked).toHaveLength(1);
  });

  it('replaces the oldest of sixteen in the cache', async () => {
    const { fetch, asked } = await fetching((_request, response) => response.end(pem));
    for (let n = 0; n < 17; n += 1) await fetch(`/${n}`);
    await fetch('/1');
    expect(asked).toHaveLength(17);
    await fetch('/0');
    expect(asked).toHaveLength(18);
  });
});

describe('no certificate', () => {
  it.each<[string, RequestListener]>([
    ['a redirect', (_request, response) => response.writeHead(302, { location: '/b.pem' }).end(pem)],
    ['404', (_request, response) => response.writeHead(404).end(pem)],
    ['a page', (_request, response) => response.end('<html></html>')],
    ['one byte too many', (_request, response) => response.end(pem + 'x'.repeat(16_385 - pem.length))],
    ['10 MB', (_request, response) => response.end(pem + 'x'.repeat(10_000_000))],
  ])('is read from %s, and the result is not cached', async (_name, listener) => {
    const { fetch, asked } = await fetching(listener);
    expect(await fetch()).toBe(missing);
    expect(await fetch()).toBe(missing);
    expect(asked).toStrictEqual(['/a.pem', '/a.pem']);
  });
});

describe('a certificate cannot be fetched', () => {
  it.each([408, 429, 500, 503])('after %i, which is not cached', async (status) => {
    let broken = true;
    const { fetch } = await fetching((_request, response) => {
      response.writeHead(broken ? status : 200).end(pem);
    });
    await expect(fetch()).rejects.toMatchObject({
      name: 'CertificateUnavailable',
      retryable: true,
      message: expect.stringMatching(
        new RegExp(`could not be fetched: 127\\.0\\.0\\.1:\\d+ answered ${status}\\.$`),
      ),
    });
    broken = false;
    expect(await fetch()).toBe(pem);
  });

  it('if the host does not answer', async () => {
    const { fetch } = await fetching(() => undefined, 30);
    await expect(fetch()).rejects.toThrow(/could not be fetched/);
  });

  it('if the connection is refused', async () => {
    const client = makeClient();
    const fetch = makeFetchCertificate({
      send: (request) => client(request.url.reveal(), request),
      now: () => now,
    });
    await expect(fetch(`http://127.0.0.1:${await closedPort()}/a.pem`)).rejects.toMatchObject({
      code: 'CERTIFICATE_UNAVAILABLE',
    });
  });
});
