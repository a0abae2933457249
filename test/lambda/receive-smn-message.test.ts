import { describe, expect, it } from 'vitest';
import { HttpRequestEvent, SmnAnswer } from '../../functions/receive-smn-message/event.ts';
import { takeOrRefuse } from '../../functions/receive-smn-message/wiring.ts';
import type { SmnPorts } from '../../lib/cts/receive-smn-message.ts';
import { makeSmnPorts } from '../../lib/cts/smn-ports.ts';
import type { Count } from '../../lib/lambda/metrics.ts';
import { expectDocumented } from '../api/api.ts';
import { anSmnNotification, now, rules } from '../cts/smn-messages.ts';
import { brokenStore } from '../support/store.ts';

describe('an event of the HTTP API', () => {
  it('is read as its headers and its decoded body', () => {
    expect(HttpRequestEvent.parse({ headers: { a: 'b' }, body: '{"x":1}', routeKey: 'POST /' })).toEqual({
      headers: { a: 'b' },
      body: '{"x":1}',
    });
    const encoded = { body: Buffer.from('组').toString('base64'), isBase64Encoded: true };
    expect(HttpRequestEvent.parse(encoded).body).toBe('组');
  });

  it('is read without a body and without headers', () => {
    expect(HttpRequestEvent.parse({})).toEqual({ headers: {}, body: '' });
  });
});

describe('a response', () => {
  it.each([200, 400, 403, 404, 413] as const)('of %i matches the OpenAPI document', (status) => {
    const { statusCode, headers, body } = SmnAnswer.parse({ status, did: ['signature'] });
    expect(statusCode).toBe(status);
    expectDocumented('POST', '/v1/hooks/smn', {
      status,
      headers: new Headers(headers),
      text: body,
      json: JSON.parse(body),
    });
  });

  it('does not contain the reason for a refusal', () => {
    expect(SmnAnswer.parse({ status: 403, did: ['signature'] }).body).not.toContain('signature');
  });
});

describe('an SMN message', () => {
  const counted: unknown[] = [];
  const count: Count = (name, more) => counted.push([name, more]);
  const take = (smn: SmnPorts | undefined, body: string) =>
    takeOrRefuse({ body, headers: {} }, { smn, count });

  it('is answered with 404 if SMN is not configured', async () => {
    expect(await take(undefined, '{}')).toEqual({ status: 404, did: ['not_configured'] });
    expect(counted).toEqual([]);
  });

  it('is counted and logged by the reason of its refusal, without its content', async () => {
    const never = () => Promise.reject(new Error('a refused message must have no effect'));
    const smn = makeSmnPorts({
      rules,
      accounts: [],
      now: () => now,
      store: brokenStore,
      send: never,
      announce: never,
      getWatch: never,
      startWatch: never,
    });
    const body = JSON.stringify({ ...anSmnNotification({ topic_urn: 'urn:smn:other' }), signature: 'AAAA' });
    expect(await take(smn, body)).toEqual({ status: 403, did: ['topic'] });
    expect(counted).toEqual([['RefusedMessages', { dimension: { name: 'why', value: 'topic' } }]]);
  });
});
