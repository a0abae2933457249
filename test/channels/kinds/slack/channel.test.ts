import { describe, expect, it } from 'vitest';
import { slack } from '../../../../lib/channels/kinds/slack/channel.ts';
import { SlackConfig } from '../../../../lib/channels/kinds/slack/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';

describe('an answer of Slack', () => {
  it.each([
    { status: 200, body: 'ok', kind: 'delivered' },
    { status: 200, body: 'ok\n', kind: 'delivered' },
    { status: 200, body: '<html>', kind: 'refused', why: 'without its "ok"' },
    {
      status: 200,
      body: 'invalid_payload',
      kind: 'refused',
      why: '(invalid_payload): it cannot read this message',
    },
    { status: 200, body: 'no_service', kind: 'gone', why: 'no_service' },
    { status: 400, body: 'invalid_payload', kind: 'refused', why: 'invalid_payload' },
    { status: 400, body: 'some_new_word', kind: 'refused', why: 'some_new_word' },
    { status: 403, body: 'action_prohibited', kind: 'refused', why: 'administrators' },
    { status: 403, body: 'invalid_token', kind: 'refused', why: 'replaced' },
    { status: 404, body: 'channel_not_found', kind: 'gone', why: 'deleted' },
    { status: 404, body: 'no_service', kind: 'gone', why: 'removed' },
    { status: 404, body: 'no_team', kind: 'refused', why: 'workspace' },
    { status: 410, body: 'channel_is_archived', kind: 'gone', why: 'archived' },
    { status: 410, body: 'some_new_word', kind: 'gone', why: '410' },
    { status: 429, body: 'rate_limited', kind: 'throttled', why: '429' },
    { status: 500, body: 'rollup_error', kind: 'try_again', why: '500' },
    { status: 400, body: 'Too Long And <b>Foreign</b>', kind: 'refused', why: 'Slack answered 400' },
  ])('$status $body is $kind', ({ status, body, kind, why }) => {
    const read = slack.readAnswer({ kind: 'answer', status, headers: {}, body }, 0);
    expect(read.kind).toBe(kind);
    expect('why' in read ? read.why : '').toContain(why ?? '');
    expect(JSON.stringify(read)).not.toContain('Foreign');
  });
});

describe('the address of a Slack webhook', () => {
  const config = SlackConfig.parse({ id: 'ops', kind: 'slack', url: 'env:SLACK_URL' });
  const requestTo = (url: string) =>
    slack.request(config, { ...notified(aNotification()), secret: () => new Secret(url), now: 0 });

  it.each([
    'https://hooks.slack.com/services/T/B/x',
    'https://hooks.slack-gov.com/services/T/B/x',
    'http://127.0.0.1:9/x',
  ])('may be %s', (url) => {
    expect(requestTo(url).kind).toBe('post');
  });

  it.each([
    'https://hooks.slack.com.evil.example/x',
    'https://evil.example/hooks.slack.com',
    'https://hooks.slack.com:8443/x',
    'http://hooks.slack.com/services/T/B/x',
    'https://hooks.slack.com@evil.example/x',
  ])('may not be %s', (url) => {
    expect(requestTo(url)).toEqual({
      kind: 'refused',
      why:
        'the secret env:SLACK_URL: expected a URL such as https://hooks.slack.com/services/…, found another URL ' +
        '(not shown: it is a secret)',
    });
  });

  it('in clear is refused by the configuration', () => {
    expect(SlackConfig.safeParse({ ...config, url: 'https://hooks.slack.com/services/T/B/x' }).success).toBe(
      false,
    );
  });
});
