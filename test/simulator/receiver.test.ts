import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { isWebhookSigned } from '../../lib/simulator/webhook-signature.ts';

const start = Date.parse('2026-03-01T10:00:00.000Z');
const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const [secret, older, foreign] = [secretOf(1), secretOf(2), secretOf(3)];
const body = '{"type":"sdrs.job.failed","data":{"job_id":"ü"}}';
const id = 'msg_abcdefghijklmnopqrstuvwxyz';

let now = start;
let receiver: Receiver;
beforeEach(async () => {
  now = start;
  receiver = await startReceiver({ secrets: [secret, older], now: () => now });
});
afterEach(() => receiver.close());

const sign = (key: string, at = start) => new Webhook(key).sign(id, new Date(at), body);
const headersOf = (signature: string, at = start) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / 1_000)),
  'webhook-signature': signature,
});
const post = (url: string, headers: Record<string, string> = {}, text = body) =>
  fetch(url, { method: 'POST', headers, body: text });

describe('a webhook', () => {
  it.each([
    ['a known secret', sign(secret), true],
    ['another known secret', sign(older), true],
    ['a known secret among several', `v1a,AAAA ${sign(foreign)} ${sign(secret)}`, true],
    ['an unknown secret', sign(foreign), false],
    ['the right signature under another scheme', sign(secret).replace('v1,', 'v2,'), false],
    ['a signature cut short', sign(secret).slice(0, 20), false],
    ['nothing', '', false],
  ])('signed with %s is recorded as verified or not', async (_, signature, verified) => {
    const answer = await post(receiver.url, headersOf(signature));
    expect(answer.status).toBe(204);
    expect(receiver.received).toMatchObject([
      { channel: 'webhook', body, verified, status: 204, atMs: start },
    ]);
  });

  it.each([
    ['another body', headersOf(sign(secret)), `${body} `],
    ['another id', { ...headersOf(sign(secret)), 'webhook-id': 'msg_other' }, body],
    ['another timestamp', headersOf(sign(secret), start + 1_000), body],
    ['no signature headers', {}, body],
    ['an invalid timestamp', { ...headersOf(sign(secret)), 'webhook-timestamp': 'NaN' }, body],
  ])('with %s is not verified', async (_, headers, text) => {
    await post(receiver.url, headers, text);
    expect(receiver.received).toMatchObject([{ verified: false }]);
  });

  it.each([
    [300, true],
    [301, false],
    [-300, true],
    [-301, false],
  ])('%i seconds old is verified: %s', async (seconds, verified) => {
    now = start + seconds * 1_000;
    await post(receiver.url, headersOf(sign(secret)));
    expect(receiver.received).toMatchObject([{ verified }]);
  });

  it('signed by the reference library is verified for any body and secret', () => {
    const secrets = fc
      .uint8Array({ minLength: 24, maxLength: 64 })
      .map((key) => `whsec_${Buffer.from(key).toString('base64')}`);
    fc.assert(
      fc.property(secrets, secrets, fc.string({ unit: 'grapheme' }), (one, other, text) => {
        const webhook = {
          id,
          timestamp: String(start / 1_000),
          signature: new Webhook(one).sign(id, new Date(start), text),
          body: text,
        };
        expect(isWebhookSigned(webhook, [one], start)).toBe(true);
        expect(isWebhookSigned(webhook, [other], start)).toBe(one === other);
        expect(isWebhookSigned(webhook, [], start)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a message to Slack', () => {
  it('is answered ok and recorded', async () => {
    const answer = await post(receiver.slackUrl, {}, '{"text":"done"}');
    expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
    expect(receiver.received).toMatchObject([
      { channel: 'slack', body: '{"text":"done"}', verified: false, status: 200 },
    ]);
  });
});

describe('the receiver', () => {
  it('answers the next messages of a channel as configured, then as usual', async () => {
    receiver.answerNext('webhook', { status: 503, count: 2 });
    receiver.answerNext('webhook', { status: 429, headers: { 'retry-after': '7' }, body: 'slow down' });
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await post(receiver.url));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 429, 204]);
    expect(answers[2]!.headers.get('retry-after')).toBe('7');
    expect(await answers[2]!.text()).toBe('slow down');
    expect(receiver.received.map(({ status }) => status)).toEqual([503, 503, 429, 204]);
  });

  it('does not use the answer of one channel for the other', async () => {
    receiver.answerNext('slack', { status: 404, body: 'channel_not_found' });
    expect((await post(receiver.url)).status).toBe(204);
    expect((await post(receiver.slackUrl)).status).toBe(404);
  });

  it('waits for the first matching message, received or future', async () => {
    const slack = receiver.waitFor(({ channel }) => channel === 'slack');
    await post(receiver.url);
    await post(receiver.slackUrl, {}, 'first');
    await post(receiver.slackUrl, {}, 'second');
    expect((await slack).body).toBe('first');
    expect((await receiver.waitFor(({ channel }) => channel === 'webhook')).body).toBe(body);
  });

  it.each([
    ['POST', '/', 404],
    ['POST', '/webhook/more', 404],
    ['GET', '/webhook', 405],
    ['PUT', '/services/T00000000/B00000000/simulated', 405],
  ])('answers %s %s with %i and records nothing', async (method, path, status) => {
    expect((await fetch(new URL(path, receiver.url), { method })).status).toBe(status);
    expect(receiver.received).toEqual([]);
  });
});
