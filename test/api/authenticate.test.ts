import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authenticate } from '../../lib/api/authenticate.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import { type Asked, key, makeTestApi, now, secondKey, signingSecret } from './api.ts';
import { body, signed } from './signed.ts';

const otherSecret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

const start = (request: Asked) => makeTestApi().call('/v1/watches', { method: 'POST', body, ...request });
const withSignature = (headers: Record<string, string>) => start({ bearer: null, headers });

describe('a bearer key', () => {
  it.each([
    ['the first', `Bearer ${key}`],
    ['the second, during a rotation', `Bearer ${secondKey}`],
    ['with the scheme in another case', `bearer ${key}`],
    ['after more spaces', `Bearer   ${key}`],
  ])('is accepted: %s', async (_, authorization) => {
    expect((await start({ bearer: null, headers: { authorization } })).status).toBe(202);
  });

  it.each([
    ['none', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['a part of it', { authorization: `Bearer ${key.slice(0, -1)}` }],
    ['with a character more', { authorization: `Bearer ${key}x` }],
    ['with a word more', { authorization: `Bearer ${key} x` }],
    ['in another case', { authorization: `Bearer ${key.toUpperCase()}` }],
    ['two at once', { authorization: `Bearer ${key}, Bearer ${key}` }],
    ['another scheme', { authorization: `Basic ${btoa(`x:${key}`)}` }],
    ['without a scheme', { authorization: key }],
    ['in another header', { 'x-api-key': key }],
    ['a very long one', { authorization: `Bearer ${'x'.repeat(10_000)}` }],
  ])('is refused: %s', async (_, headers: Record<string, string>) => {
    const strange = await start({ bearer: null, headers });
    const none = await start({ bearer: null });
    expect([strange.status, strange.text]).toEqual([401, none.text]);
    expect([...strange.headers]).toEqual([...none.headers]);
    expect(strange.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('is always refused if no key is configured', async () => {
    const { call } = makeTestApi({ keys: async () => [], signing: async () => [] });
    for (const bearer of [null, key, '']) {
      expect((await call('/v1/watches', { bearer })).status).toBe(401);
    }
    expect((await call('/healthz', { bearer: null })).json).toEqual({ status: 'ok' });
    expect((await call('/openapi.json', { bearer: null })).status).toBe(200);
  });

  it('is read again for each request', async () => {
    let valid = key;
    const { call } = makeTestApi({ keys: async () => [new Secret(valid)] });
    expect((await call('/v1/watches')).status).toBe(200);
    valid = secondKey;
    expect((await call('/v1/watches')).status).toBe(401);
  });
});

/** Signs any id and time, also those that the library of the specification refuses to sign. */
function signedByHand({ id = 'msg_1', time = String(now / 1_000) }): Record<string, string> {
  const secret = Buffer.from(signingSecret.replace('whsec_', ''), 'base64');
  const mac = createHmac('sha256', secret).update(`${id}.${time}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${mac}` };
}

describe('a caller', () => {
  const requestWith = (headers: Record<string, string>) => ({
    method: 'POST',
    header: (name: string) => headers[name],
    body: Buffer.from(body),
  });
  const credentials = { keys: [new Secret(key)], signing: [new Secret(signingSecret)], now };

  it('has a constant name that contains no part of the key', () => {
    const caller = authenticate(requestWith({ authorization: `Bearer ${key}` }), credentials);
    expect(caller).toEqual({ name: expect.stringMatching(/^key [0-9a-f]{16}$/) });
    expect(authenticate(requestWith({ authorization: `Bearer ${key}` }), credentials)).toEqual(caller);
  });

  it('that signs is returned with the id of its message', () => {
    expect(authenticate(requestWith(signedByHand({ id: 'msg_7' })), credentials)).toEqual({
      name: 'signer',
      messageId: 'msg_7',
    });
  });

  it('without credentials is unknown, even if an empty key is configured', () => {
    expect(authenticate(requestWith({}), { ...credentials, keys: [new Secret('')] })).toBeUndefined();
  });
});

describe('a signature', () => {
  it.each([
    ['made now', {}],
    ['five minutes old', { secondsOff: -300 }],
    ['five minutes ahead', { secondsOff: 300 }],
  ])('is accepted: %s', async (_, how) => {
    expect((await withSignature(signed(how))).status).toBe(202);
  });

  it('is accepted if one of several is valid, as during a rotation', async () => {
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
    ['of another body', signed({ text: `${body} ` })],
    ['more than five minutes old', signed({ secondsOff: -301 })],
    ['more than five minutes ahead', signed({ secondsOff: 301 })],
    ['with another id', { ...signed(), 'webhook-id': 'msg_2' }],
    ['with another time', { ...signed(), 'webhook-timestamp': String(now / 1_000 + 1) }],
    ['with an invalid time', { ...signed(), 'webhook-timestamp': '1e9' }],
    ['with an invalid time, correctly signed', signedByHand({ time: `+${now / 1_000}` })],
    ['with a fraction in its time, correctly signed', signedByHand({ time: `${now / 1_000}.0` })],
    ['without an id', { ...signed(), 'webhook-id': '' }],
    ['without an id, correctly signed', signedByHand({ id: '' })],
    [
      'of another scheme',
      { ...signed(), 'webhook-signature': signed()['webhook-signature'].replace('v1,', 'v1a,') },
    ],
    ...['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
      (name): [string, Record<string, string>] => [
        `without ${name}`,
        Object.fromEntries(Object.entries(signed()).filter(([key]) => key !== name)),
      ],
    ),
    ['that is cut', { ...signed(), 'webhook-signature': signed()['webhook-signature'].slice(0, -8) }],
    ['that is empty', { ...signed(), 'webhook-signature': '' }],
    [
      'after too many others',
      { ...signed(), 'webhook-signature': `${'v1,x '.repeat(16)}${signed()['webhook-signature']}` },
    ],
  ])('is refused: %s', async (_, headers) => {
    const strange = await withSignature(headers);
    expect([strange.status, strange.text]).toEqual([401, (await start({ bearer: null })).text]);
  });

  it('is verified over the bytes of the body', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x22]);
    const { status } = await start({
      bearer: null,
      body: bytes,
      headers: signed({ text: bytes.toString() }),
    });
    expect(status).toBe(401);
  });

  it.each(['GET', 'DELETE'])('is accepted for POST only: %s', async (method) => {
    const { call, kept } = makeTestApi();
    kept.set('old', { id: 'old', status: 'running', started_at: '2026-11-24T07:00:00.000Z' });
    const path = '/v1/watches/old';
    expect((await call(path, { method, bearer: null, headers: signed({ text: '' }) })).status).toBe(401);
    expect(kept.get('old')?.status).toBe('running');
  });
});
