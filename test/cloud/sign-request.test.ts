import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  authorization,
  canonicalRequest,
  signatureOf,
  signRequest,
  stringToSign,
} from '../../lib/cloud/sign-request.ts';

const vectors = new URL('signing/vectors/', import.meta.url);
const Vector = z.strictObject({
  source: z.url(),
  access_key: z.string(),
  secret_key: z.string(),
  signed_headers: z.array(z.string()),
  request: z.strictObject({
    method: z.string(),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
    body: z.string().optional(),
  }),
});

const read = (name: string, file: string): string =>
  readFileSync(new URL(`${name}/${file}`, vectors), 'utf8');

describe.each(readdirSync(vectors))('the published vector %s', (name) => {
  const { access_key, secret_key, signed_headers, request } = Vector.parse(
    JSON.parse(read(name, 'request.json')),
  );
  const { body, ...rest } = request;
  const toSign = { ...rest, ...(body !== undefined && { body }) };

  it('has the published canonical request', () => {
    expect(canonicalRequest(toSign, signed_headers)).toBe(read(name, 'canonical.txt'));
  });

  it('has the published string to sign', () => {
    const date = request.headers['X-Sdk-Date']!;
    expect(stringToSign(read(name, 'canonical.txt'), date)).toBe(read(name, 'string-to-sign.txt'));
  });

  it('has the published authorization', () => {
    const signature = signatureOf(read(name, 'string-to-sign.txt'), secret_key);
    expect(authorization(access_key, signed_headers, signature)).toBe(read(name, 'authorization.txt'));
  });
});

const keys = { accessKey: 'AccessKey', secretKey: 'SecretKey' };
const published = {
  method: 'GET',
  url: 'https://service.endpoint.myhuaweicloud.com/resources?size=1',
  headers: {},
};
const publishedTime = Date.parse('2020-06-08T02:39:00Z');

describe('signRequest', () => {
  it('returns the published headers for the published request', () => {
    expect(signRequest(published, keys, publishedTime)).toEqual({
      host: 'service.endpoint.myhuaweicloud.com',
      'x-sdk-date': '20200608T023900Z',
      authorization: read('python-sdk-get', 'authorization.txt'),
    });
  });

  it('writes the time in UTC without milliseconds', () => {
    expect(signRequest(published, keys, publishedTime + 999)).toHaveProperty(
      'x-sdk-date',
      '20200608T023900Z',
    );
  });

  it('signs and returns every given header and the security token, in lower case', () => {
    const request = { ...published, headers: { 'X-Project-Id': 'p', Accept: 'a' } };
    const headers = signRequest(request, { ...keys, securityToken: 'temporary' }, publishedTime);
    expect(headers).toMatchObject({ 'x-project-id': 'p', accept: 'a', 'x-security-token': 'temporary' });
    expect(headers['authorization']).toContain(
      'SignedHeaders=accept;host;x-project-id;x-sdk-date;x-security-token, ',
    );
  });

  it('includes the port in the host', () => {
    const request = { ...published, url: 'http://127.0.0.1:8080/v1' };
    expect(signRequest(request, keys, publishedTime)).toHaveProperty('host', '127.0.0.1:8080');
  });
});

const canonicalUrl = (url: string): string[] =>
  canonicalRequest({ method: 'get', url, headers: {} }, []).split('\n').slice(0, 3);

describe('the canonical request', () => {
  it('has the published canonical query (test_signer.py and signer_test.go of the official SDKs)', () => {
    const query = new URLSearchParams([
      ['limit', '1'],
      ['enable', 'true'],
      ['test', '一 (&=?!#%.*)'],
      ['path', '/tmp/123'],
      ['multi', '3'],
      ['multi', '1'],
      ['multi', '2'],
    ]);
    expect(canonicalUrl(`https://a.example/?${query}`)).toEqual([
      'GET',
      '/',
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29',
    ]);
  });

  it.each([
    ['', '/'],
    ['/', '/'],
    ['/v1/jobs', '/v1/jobs/'],
    ['/v1/jobs/', '/v1/jobs/'],
    ['/a b/ü', '/a%20b/%C3%BC/'],
    ['/a%2fb', '/a%2Fb/'],
    ['/~-._', '/~-._/'],
    ["/!'()*", '/%21%27%28%29%2A/'],
    ['/100%', '/100%25/'],
  ])('has for the path %j the path %j', (path, canonical) => {
    expect(canonicalUrl(`https://a.example${path}`)[1]).toBe(canonical);
  });

  it.each([
    ['?b', 'b='],
    ['?b=&a', 'a=&b='],
    ['?a=2&a=10&a=1', 'a=1&a=10&a=2'],
    ['?a!=1&a=2', 'a=2&a%21=1'],
    ['?\u{1f600}=1&\uff5e=2', '%EF%BD%9E=2&%F0%9F%98%80=1'],
    ['?%zz=%', '%25zz=%25'],
  ])('has for the query %j the query %j', (query, canonical) => {
    expect(canonicalUrl(`https://a.example/${query}`)[2]).toBe(canonical);
  });

  it('sorts the headers and includes a missing one as empty', () => {
    const request = { ...published, headers: { 'X-Sdk-Date': '20200608T023900Z', host: 'a.example' } };
    const canonical = canonicalRequest(request, ['X-Sdk-Date', 'X-Project-Id', 'Host']);
    expect(canonical).toContain(
      '\nhost:a.example\nx-project-id:\nx-sdk-date:20200608T023900Z\n\nhost;x-project-id;x-sdk-date\n',
    );
    expect(canonicalRequest(request, ['host', 'x-project-id', 'x-sdk-date'])).toBe(canonical);
  });

  it('trims header values and finds headers in any case', () => {
    const request = { ...published, headers: { 'X-SDK-Date': ' 20200608T023900Z ' } };
    expect(canonicalRequest(request, ['X-Sdk-Date'])).toContain(
      '\nx-sdk-date:20200608T023900Z\n\nx-sdk-date\n',
    );
  });
});

const header = fc.tuple(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/),
  fc.stringMatching(/^[!-~]{1,20}$/),
);
const headersOf = (pairs: [string, string][]) =>
  Object.fromEntries(new Map(pairs.map(([name, value]) => [name.toLowerCase(), value])));

it('signs the same for any order and case of headers', () => {
  fc.assert(
    fc.property(fc.array(header, { maxLength: 6 }), (pairs) => {
      const headers = headersOf(pairs);
      const reordered = Object.entries(headers)
        .reverse()
        .map(([name, value]) => [name.toUpperCase(), value]);
      expect(
        signRequest({ ...published, headers: Object.fromEntries(reordered) }, keys, publishedTime),
      ).toEqual(signRequest({ ...published, headers }, keys, publishedTime));
    }),
  );
});

it('has another signature if any signed part differs', () => {
  const request = { ...published, method: 'POST', headers: { accept: 'a' }, body: 'b' };
  const signatures = [
    signRequest(request, keys, publishedTime),
    signRequest({ ...request, method: 'PUT' }, keys, publishedTime),
    signRequest({ ...request, url: `${request.url}0` }, keys, publishedTime),
    signRequest({ ...request, url: request.url.replace('resources', 'resource') }, keys, publishedTime),
    signRequest({ ...request, url: request.url.replace('service', 'other') }, keys, publishedTime),
    signRequest({ ...request, headers: { accept: 'b' } }, keys, publishedTime),
    signRequest({ ...request, body: 'c' }, keys, publishedTime),
    signRequest(request, { ...keys, secretKey: 'other' }, publishedTime),
    signRequest(request, { ...keys, securityToken: 'temporary' }, publishedTime),
    signRequest(request, keys, publishedTime + 1_000),
  ].map((headers) => headers['authorization']!.split('Signature=')[1]);
  expect(new Set(signatures).size).toBe(signatures.length);
});
