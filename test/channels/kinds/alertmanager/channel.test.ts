import { describe, expect, it } from 'vitest';
import { alertmanager } from '../../../../lib/channels/kinds/alertmanager/channel.ts';
import { AlertmanagerConfig } from '../../../../lib/channels/kinds/alertmanager/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aFailureNotification, notified } from '../../../support/notifications.ts';

const parse = (overrides: object) =>
  AlertmanagerConfig.safeParse({
    id: 'am',
    kind: 'alertmanager',
    url: 'https://am.example.com',
    ...overrides,
  });

function requestOf(overrides: object, secret = 'https://am.example.com/prefix/') {
  const config = parse(overrides).data;
  if (config === undefined) throw new TypeError('The configuration is wrong.');
  return alertmanager.request(config, {
    ...notified(aFailureNotification()),
    secret: () => new Secret(secret),
    now: 0,
  });
}

describe('the address of an Alertmanager', () => {
  it.each([
    [{}, 'https://am.example.com/api/v2/alerts'],
    [{ url: 'https://am.example.com/prefix/' }, 'https://am.example.com/prefix/api/v2/alerts'],
    [{ url: 'env:URL' }, 'https://am.example.com/prefix/api/v2/alerts'],
  ])('of %j is %s', (overrides, url) => {
    const post = requestOf(overrides);
    expect(post.kind === 'post' && post.url.reveal()).toBe(url);
  });

  it.each(['http://am.example.com', 'https://u:p@am.example.com', 'https://am.example.com?x=1'])(
    'is not %s',
    (url) => {
      expect(parse({ url }).success).toBe(false);
    },
  );
});

it('labels are those of Prometheus', () => {
  expect(parse({ labels: { team_1: 'dr' } }).success).toBe(true);
  expect(JSON.stringify(parse({ labels: { 'bad-name': 'x' } }).error?.issues)).toContain('label name');
});

it('a token is one that a header can carry', () => {
  const wrong = requestOf({ token: 'env:TOKEN' }, 'two words');
  expect(wrong).toMatchObject({ kind: 'refused', why: expect.stringContaining('bearer token') });
});

it.each([
  [200, 'delivered'],
  [400, 'refused'],
  [404, 'refused'],
  [503, 'try_again'],
])('the answer %i is %s', (status, kind) => {
  expect(alertmanager.readAnswer({ kind: 'answer', status, headers: {}, body: '' }, 0).kind).toBe(kind);
});
