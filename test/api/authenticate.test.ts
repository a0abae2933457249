import { describe, expect, it } from 'vitest';
import { Secret } from '../../lib/watch/secret.ts';
import { type Asked, key, makeTestApi, now, secondKey, signingSecret } from './api.ts';
import { body, signed } from './signed.ts';

const otherSecret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

const start = (asked: Asked) => makeTestApi().call('/v1/watches', { method: 'POST', body, ...asked });
const withSignature = (headers: Record<string, string>) => start({ bearer: null, headers });

describe('a bearer key', () => {
  it.each([
    ['the first', `Bearer ${key}`],
    ['the second, while one is being replaced', `Bearer ${secondKey}`],
    ['in another case', `bearer ${key}`],
    ['after more spaces', `Bearer   ${key}`],
  ])('lets in: %s', async (_, authorization) => {
    expect((await start({ bearer: null, headers: { authorization } })).status).toBe(202);
  });

  it.each([
    ['none', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['half of it', { authorization: `Bearer ${key.slice(0, -1)}` }],
    ['more than it', { authorization: `Bearer ${key}x` }],
    ['in another case', { authorization: `Bearer ${key.toUpperCase()}` }],
    ['two at once', { authorization: `Bearer ${key}, Bearer ${key}` }],
    ['another scheme', { authorization: `Basic ${btoa(`x:${key}`)}` }],
    ['without a scheme', { authorization: key }],
    ['in another header', { 'x-api-key': key }],
    ['a very long one', { authorization: `Bearer ${'x'.repeat(10_000)}` }],
  ])('keeps out: %s', async (_, headers: Record<string, string>) => {
    const strange = await start({ bearer: null, headers });
    const none = await start({ bearer: null });
    expect([strange.status, strange.text]).toEqual([401, none.text]);
    expect([...strange.headers]).toEqual([...none.headers]);
    expect(strange.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('lets nobody in where no key is configured', async () => {
    const { call } = makeTestApi({ keys: async () => [], signing: async () => [] });
    for (const bearer of [null, key, '']) {
      expect((await call('/v1/watches', { bearer })).status).toBe(401);
    }
    expect((await call('/healthz', { bearer: null })).json).toEqual({ status: 'ok' });
    expect((await call('/openapi.json', { bearer: null })).status).toBe(200);
  });

  it('is read anew for each request', async () => {
    let valid = key;
    const { call } = makeTestApi({ keys: async () => [new Secret(valid)] });
    expect((await call('/v1/watches')).status).toBe(200);
    valid = secondKey;
    expect((await call('/v1/watches')).status).toBe(401);
  });
});

describe('a signature', () => {
  it.each([
    ['of now', {}],
    ['of almost five minutes ago', { secondsOff: -300 }],
    ['of almost five minutes ahead', { secondsOff: 300 }],
  ])('lets in: %s', async (_, how) => {
    expect((await withSignature(signed(how))).status).toBe(202);
  });

  it('lets in with one of several, as while a secret is being replaced', async () => {
    const [right, wrong] = [signed(), signed({ secret: otherSecret })];
    const both = `${wrong['webhook-signature']} v1a,xyz ${right['webhook-signature']}`;
    expect((await withSignature({ ...right, 'webhook-signature': both })).status).toBe(202);
    const { call } = makeTestApi({
      signing: async () => [new Secret(otherSecret), new Secret(signingSecret)],
    });
    expect((await call('/v1/watches', { method: 'POST', body, bearer: null, headers: right })).status).toBe(
      202,
    );
  });

  it.each<[string, Record<string, string>]>([
    ['with another secret', signed({ secret: otherSecret })],
    ['over another body', signed({ text: `${body} ` })],
    ['of more than five minutes ago', signed({ secondsOff: -301 })],
    ['of more than five minutes ahead', signed({ secondsOff: 301 })],
    ['with another id', { ...signed(), 'webhook-id': 'msg_2' }],
    ['with another time', { ...signed(), 'webhook-timestamp': String(now / 1_000 + 1) }],
    ['with a time that is none', { ...signed(), 'webhook-timestamp': '1e9' }],
    ['without an id', { ...signed(), 'webhook-id': '' }],
    [
      'of another scheme',
      { ...signed(), 'webhook-signature': signed()['webhook-signature'].replace('v1,', 'v1a,') },
    ],
    ['that is cut', { ...signed(), 'webhook-signature': signed()['webhook-signature'].slice(0, -8) }],
    ['that is empty', { ...signed(), 'webhook-signature': '' }],
    [
      'behind more than anybody sends',
      { ...signed(), 'webhook-signature': `${'v1,x '.repeat(16)}${signed()['webhook-signature']}` },
    ],
  ])('keeps out: %s', async (_, headers) => {
    const strange = await withSignature(headers);
    expect([strange.status, strange.text]).toEqual([401, (await start({ bearer: null })).text]);
  });

  it('is over the bytes of the body, whatever they mean', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x22]);
    const { status } = await start({
      bearer: null,
      body: bytes,
      headers: signed({ text: bytes.toString() }),
    });
    expect(status).toBe(401);
  });

  it.each(['GET', 'DELETE'])('is good for nothing but POST: %s', async (method) => {
    const { call, kept } = makeTestApi();
    kept.set('old', { id: 'old', status: 'running', started_at: '2026-11-24T07:00:00.000Z' });
    const path = '/v1/watches/old';
    expect((await call(path, { method, bearer: null, headers: signed({ text: '' }) })).status).toBe(401);
    expect(kept.get('old')?.status).toBe('running');
  });
});
