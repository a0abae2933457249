import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhook } from '../../../../lib/channels/kinds/webhook/channel.ts';
import { WebhookConfig } from '../../../../lib/channels/kinds/webhook/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aFailureNotification, notified } from '../../../support/notifications.ts';

/** The sample of the page, as a module. */
const sample = /```js\n([\s\S]*?)```/.exec(
  readFileSync(new URL('../../../../docs/channels/webhook.md', import.meta.url), 'utf8'),
)?.[1];
const { makeKeyPair, isSigned } = await import(`data:text/javascript,${encodeURIComponent(sample ?? '')}`);

const pair: { secret: string; publicKey: string } = makeKeyPair();
const shared = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function postOf(secrets: string[], overrides: object = {}) {
  const config = WebhookConfig.parse({
    ...{ id: 'audit', kind: 'webhook', url: 'https://hooks.example.com/sdrs' },
    sign: secrets.map((_, index) => `env:SECRET_${index}`),
    ...overrides,
  });
  const post = webhook.request(config, {
    ...notified(aFailureNotification()),
    secret: (reference) => new Secret(secrets[Number(reference.at(-1))] ?? ''),
    now: Date.now(),
  });
  if (post.kind !== 'post') throw new TypeError(post.why);
  return post;
}

describe('a signature with a private key', () => {
  it('is verified by the sample of the page', () => {
    const { headers, body } = postOf([pair.secret]);
    expect(headers['webhook-signature']).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
    expect(isSigned(headers, body, pair.publicKey)).toBe(true);
    expect(isSigned(headers, `${body} `, pair.publicKey)).toBe(false);
    expect(isSigned(headers, body, makeKeyPair().publicKey)).toBe(false);
  });

  it('is verified by WebCrypto', async () => {
    const { headers, body } = postOf([pair.secret]);
    const raw = Buffer.from(pair.publicKey.slice('whpk_'.length), 'base64');
    const key = await webcrypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const signature = Buffer.from(headers['webhook-signature']?.slice('v1a,'.length) ?? '', 'base64');
    expect(await webcrypto.subtle.verify('Ed25519', key, signature, Buffer.from(content))).toBe(true);
  });

  it('takes the seed with the public key behind it for the same key', () => {
    const seed = Buffer.from(pair.secret.slice('whsk_'.length), 'base64');
    const both = Buffer.concat([seed, Buffer.from(pair.publicKey.slice('whpk_'.length), 'base64')]);
    const { headers, body } = postOf([`whsk_${both.toString('base64')}`]);
    expect(isSigned(headers, body, pair.publicKey)).toBe(true);
  });

  it('stands beside those of shared secrets, which libraries verify all the same', () => {
    const { headers, body } = postOf([pair.secret, shared]);
    expect(headers['webhook-signature']).toMatch(/^v1a,\S+ v1,\S+$/);
    expect(new Webhook(shared).verify(body, headers)).toMatchObject({ id: aFailureNotification().id });
    expect(isSigned(headers, body, pair.publicKey)).toBe(true);
  });

  it.each(['whsk_', 'whsk_AAAA', `whsk_${Buffer.alloc(33).toString('base64')}`, 'whpk_AAAA'])(
    'is refused for a key that is none: %s',
    (secret) => {
      expect(() => postOf([secret])).toThrow('ed25519');
    },
  );
});

describe('the plain format', () => {
  it('is that of Standard Webhooks, signed alike', () => {
    const { headers, body } = postOf([shared], { format: 'standard' });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(new Webhook(shared).verify(body, headers)).toEqual({
      type: 'sdrs.job.failed',
      timestamp: aFailureNotification().time,
      data: aFailureNotification(),
    });
  });
});
