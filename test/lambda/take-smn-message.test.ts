import { describe, expect, it } from 'vitest';
import { HttpAnswer, HttpRequestEvent } from '../../lib/lambda/http-entrance.ts';
import { takeOrRefuse } from '../../lib/lambda/wiring/take-smn-message.ts';

const log = { info: () => undefined, error: () => undefined };

describe('a request of the HTTP API', () => {
  it('is its body as it came, decoded where it is encoded', () => {
    expect(HttpRequestEvent.parse({ headers: { a: 'b' }, body: '{"x":1}', routeKey: 'POST /' })).toEqual({
      headers: { a: 'b' },
      body: '{"x":1}',
    });
    const encoded = { body: Buffer.from('组').toString('base64'), isBase64Encoded: true };
    expect(HttpRequestEvent.parse(encoded).body).toBe('组');
  });

  it('without a body or headers is read too', () => {
    expect(HttpRequestEvent.parse({})).toEqual({ headers: {}, body: '' });
  });
});

describe('an answer', () => {
  it('says its status and nothing else', () => {
    expect(HttpAnswer.parse({ status: 403, did: ['seen'] })).toMatchObject({ statusCode: 403, body: '' });
  });
});

it('nothing is taken where SMN is not configured', async () => {
  const taken = await takeOrRefuse({ body: '{}', headers: {} }, { smn: undefined, ...{ log } });
  expect(taken).toEqual({ status: 404, did: ['not_configured'] });
});
