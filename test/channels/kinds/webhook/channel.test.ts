import { CloudEvent, HTTP } from 'cloudevents';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, vi } from 'vitest';
import type { Post } from '../../../../lib/channels/channel.ts';
import { webhook } from '../../../../lib/channels/kinds/webhook/channel.ts';
import { WebhookConfig } from '../../../../lib/channels/kinds/webhook/config.ts';
import { type Notification, notificationTypes } from '../../../../lib/notification/notification.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aFailureNotification, aNotification, notified } from '../../../support/notifications.ts';
import { signingSecrets } from '../../cases.ts';
import { hostileText } from '../../hostile.ts';

const config = WebhookConfig.parse({
  id: 'audit',
  kind: 'webhook',
  url: 'https://hooks.example.com/sdrs',
  sign: ['env:NEXT', 'env:CURRENT'],
});
const secrets: Record<string, string> = {
  'env:NEXT': signingSecrets.next,
  'env:CURRENT': signingSecrets.current,
};
const now = Date.parse('2026-03-01T12:05:00.999Z');

function requestOf(notification: Notification, known = secrets, at = now) {
  return webhook.request(config, {
    ...notified(notification),
    secret: (reference) => new Secret(known[reference]!),
    now: at,
  });
}

function postOf(notification: Notification, at = now): Post {
  const prepared = requestOf(notification, secrets, at);
  if (prepared.kind === 'refused') throw new Error(prepared.why);
  return prepared;
}

/** What the official SDK makes of a request; strict, unlike its parser alone. */
function isValidEvent({ headers, body }: Post): boolean {
  const event = HTTP.toEvent({ headers, body });
  return event instanceof CloudEvent && event.validate();
}

const at = (milliseconds: number, run: () => void): void => {
  vi.useFakeTimers({ now: milliseconds });
  try {
    run();
  } finally {
    vi.useRealTimers();
  }
};

describe('the signature', () => {
  it.each(Object.entries(signingSecrets))('verifies with the %s secret', (_name, secret) => {
    const { headers, body } = postOf(aFailureNotification());
    at(now, () =>
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'sdrs.job.failed' }),
    );
  });

  it('verifies with no other secret', () => {
    const { headers, body } = postOf(aFailureNotification());
    const other = new Webhook(Buffer.alloc(32, 'other').toString('base64'));
    at(now, () => expect(() => other.verify(body, headers)).toThrow('No matching signature'));
  });

  it.each([
    ['body', (post: Post) => ({ ...post, body: post.body.replace('failed', 'passed') })],
    ['id', (post: Post) => ({ ...post, headers: { ...post.headers, 'webhook-id': 'msg_other' } })],
    ['time', (post: Post) => ({ ...post, headers: { ...post.headers, 'webhook-timestamp': '1772366701' } })],
  ])('does not survive another %s', (_part, tamper) => {
    const { headers, body } = tamper(postOf(aFailureNotification()));
    at(now, () =>
      expect(() => new Webhook(signingSecrets.next).verify(body, headers)).toThrow('No matching signature'),
    );
  });

  it.each([
    [-299_000, true],
    [299_000, true],
    [-302_000, false],
    [302_000, false],
  ])('is good at a receiver whose clock is off by %d ms: %s', (offset, good) => {
    const { headers, body } = postOf(aFailureNotification());
    const verify = () => new Webhook(signingSecrets.next).verify(body, headers);
    at(now + offset, () => (good ? expect(verify).not.toThrow() : expect(verify).toThrow(/timestamp/)));
  });

  it('is new at every attempt, over the same id and the same bytes', () => {
    const [first, second] = [postOf(aNotification()), postOf(aNotification(), now + 5_000)];
    expect(second.body).toBe(first.body);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.headers['webhook-timestamp']).toBe('1772366705');
    expect(second.headers['webhook-signature']).not.toBe(first.headers['webhook-signature']);
  });

  it('is the one that the Standard Webhooks library makes', () => {
    const { headers, body } = postOf(aNotification());
    const theirs = Object.values(signingSecrets).map((secret) =>
      new Webhook(secret).sign(aNotification().id, new Date(now), body),
    );
    expect(headers['webhook-signature']).toBe(theirs.join(' '));
  });
});

describe('a signing secret', () => {
  const base64 = (bytes: number): string => Buffer.alloc(bytes, 'k').toString('base64');

  it.each([24, 32, 64])('of %d bytes is taken', (bytes) => {
    expect(requestOf(aNotification(), { ...secrets, 'env:NEXT': `whsec_${base64(bytes)}` }).kind).toBe(
      'post',
    );
  });

  it.each([
    ['too short', `whsec_${base64(23)}`],
    ['too long', `whsec_${base64(65)}`],
    ['without its prefix', base64(32)],
    ['that is no base64', `whsec_${'k'.repeat(31)}!`],
    ['with a line break', `whsec_${base64(32)}\n`],
    ['that is empty', ''],
  ])('%s is refused by the name of its reference', (_what, secret) => {
    const refused = requestOf(aNotification(), { ...secrets, 'env:CURRENT': secret });
    expect(refused).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/^the secret env:CURRENT: expected whsec_/),
    });
    if (secret !== '') expect(JSON.stringify(refused)).not.toContain(secret.trim());
  });
});

describe('the event', () => {
  it('is a CloudEvent of the notification', () => {
    const { headers, body } = postOf(aFailureNotification());
    const notification = aFailureNotification();
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({
      specversion: '1.0',
      id: notification.id,
      source: 'urn:otc:sdrs:eu-de:5dd3c0b24cdc4d31952c49589182a89d',
      type: 'sdrs.job.failed',
      subject: 'job/ff80808288a1c57d0188a1dd0a0f0012',
      time: notification.time,
      timestamp: notification.time,
      datacontenttype: 'application/json',
      data: notification,
    });
    expect(headers['webhook-id']).toBe(notification.id);
  });

  it.each(notificationTypes)('of type %s is valid to the CloudEvents SDK', (type) => {
    expect(isValidEvent(postOf(aNotification({ type })))).toBe(true);
  });

  it('stays valid and signed whatever the notification holds, and holds all of it', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const job = { ...aFailureNotification().job, fail_reason: one, entities: { [other]: one } };
        const account = { ...aFailureNotification().account, id: one, region: other };
        const notification = aFailureNotification({ job, account, reason: other });
        const post = postOf(notification);
        const { headers, body } = post;
        expect(isValidEvent(post)).toBe(true);
        expect(JSON.parse(body).data).toEqual(JSON.parse(JSON.stringify(notification)));
        at(now, () => expect(() => new Webhook(signingSecrets.current).verify(body, headers)).not.toThrow());
      }),
      { numRuns: 30 },
    );
  });
});
