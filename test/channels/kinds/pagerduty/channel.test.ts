import { describe, expect, it } from 'vitest';
import { pagerduty } from '../../../../lib/channels/kinds/pagerduty/channel.ts';
import { PagerdutyConfig } from '../../../../lib/channels/kinds/pagerduty/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aFailureNotification, notified } from '../../../support/notifications.ts';

const requestOf = (overrides: object = {}, key = 'a'.repeat(32)) =>
  pagerduty.request(
    PagerdutyConfig.parse({ id: 'pd', kind: 'pagerduty', routing_key: 'env:KEY', ...overrides }),
    {
      ...notified(aFailureNotification()),
      secret: () => new Secret(key),
      now: 0,
    },
  );

describe('the service region of PagerDuty', () => {
  it.each([
    [{}, 'https://events.pagerduty.com/v2/enqueue'],
    [{ region: 'us' }, 'https://events.pagerduty.com/v2/enqueue'],
    [{ region: 'eu' }, 'https://events.eu.pagerduty.com/v2/enqueue'],
  ])('of %j is %s', (overrides, url) => {
    const post = requestOf(overrides);
    expect(post.kind === 'post' && post.url.reveal()).toBe(url);
  });
});

describe('an integration key', () => {
  it.each(['short', `${'a'.repeat(31)}/`, 'a'.repeat(33), ''])('is not %j', (key) => {
    const refused = requestOf({}, key);
    expect(refused).toMatchObject({ kind: 'refused', why: expect.stringContaining('env:KEY') });
  });
});

describe('an answer of PagerDuty', () => {
  it.each([
    [202, 'delivered'],
    [400, 'refused'],
    [429, 'throttled'],
    [500, 'try_again'],
  ])('%i is %s', (status, kind) => {
    expect(pagerduty.readAnswer({ kind: 'answer', status, headers: {}, body: '{}' }, 0).kind).toBe(kind);
  });
});
