import { describe, expect, it } from 'vitest';
import { HttpRequestEvent, SmnAnswer } from '../../lib/lambda/http-entrance.ts';
import { takeOrRefuse } from '../../lib/lambda/wiring/take-smn-message.ts';
import { expectDocumented } from '../api/api.ts';

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
  it.each([200, 400, 403, 404, 413] as const)('of %i is the one that the API documents', (status) => {
    const { statusCode, headers, body } = SmnAnswer.parse({ status, did: ['signature'] });
    expect(statusCode).toBe(status);
    expectDocumented('POST', '/v1/hooks/smn', {
      ...{ status, headers: new Headers(headers), text: body, json: JSON.parse(body) },
    });
  });

  it('says nothing of why a message was refused', () => {
    expect(SmnAnswer.parse({ status: 403, did: ['signature'] }).body).not.toContain('signature');
  });
});

it('nothing is taken where SMN is not configured', async () => {
  const taken = await takeOrRefuse({ body: '{}', headers: {} }, { smn: undefined, ...{ log } });
  expect(taken).toEqual({ status: 404, did: ['not_configured'] });
});
