import { describe, expect, it } from 'vitest';
import { slackBot } from '../../../../lib/channels/kinds/slack-bot/channel.ts';
import { SlackBotConfig } from '../../../../lib/channels/kinds/slack-bot/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';

const configOf = (overrides: object = {}) =>
  SlackBotConfig.safeParse({
    id: 'dr',
    kind: 'slack-bot',
    token: 'env:T',
    channel: 'C0123456789',
    ...overrides,
  });

describe('an answer of the Web API', () => {
  it.each([
    [200, '{"ok":true,"channel":"C1","ts":"1772366700.000100"}', 'delivered'],
    [200, '{"ok":true}', 'refused'],
    [200, '<html>', 'refused'],
    [200, '{"ok":false,"error":"message_not_found"}', 'message_gone'],
    [200, '{"ok":false,"error":"cant_update_message"}', 'message_gone'],
    [200, '{"ok":false,"error":"is_archived"}', 'gone'],
    [200, '{"ok":false,"error":"channel_not_found"}', 'refused'],
    [200, '{"ok":false,"error":"not_in_channel"}', 'refused'],
    [200, '{"ok":false,"error":"invalid_auth"}', 'refused'],
    [200, '{"ok":false,"error":"some_new_word"}', 'refused'],
    [200, '{"ok":false,"error":"internal_error"}', 'try_again'],
    [200, '{"ok":false,"error":"ratelimited"}', 'throttled'],
    [429, '{"ok":false,"error":"ratelimited"}', 'throttled'],
    [503, '', 'try_again'],
  ])('%i %s is %s', (status, body, kind) => {
    expect(slackBot.readAnswer({ kind: 'answer', status, headers: {}, body }, 0).kind).toBe(kind);
  });

  it('says where the message is, and how long to wait', () => {
    const read = (status: number, body: object, headers = {}) =>
      slackBot.readAnswer({ kind: 'answer', status, headers, body: JSON.stringify(body) }, 0);
    expect(read(200, { ok: true, channel: 'C1', ts: '1772366700.000100' })).toEqual({
      kind: 'delivered',
      reference: '{"channel":"C1","ts":"1772366700.000100"}',
    });
    const throttled = { ok: false, error: 'ratelimited', retry_after: 7 };
    expect(read(200, throttled)).toMatchObject({ kind: 'throttled', seconds: 7 });
    expect(read(503, { ok: false, error: 'service_unavailable' }, { 'retry-after': '30' })).toMatchObject({
      kind: 'throttled',
      seconds: 30,
    });
    expect(read(429, throttled, { 'retry-after': '30' })).toMatchObject({ kind: 'throttled', seconds: 30 });
  });
});

describe('the configuration of a bot', () => {
  it.each([{ channel: '#general' }, { channel: 'general' }, { mode: 'reply' }, { token: 'xoxb-1' }])(
    'is not %j',
    (wrong) => {
      expect(configOf(wrong).success).toBe(false);
    },
  );

  it.each(['xoxp-1234567890-abc', 'https://hooks.slack.com/x', 'xoxb-short'])(
    'has no token such as %s',
    (token) => {
      const config = configOf().data;
      if (config === undefined) throw new TypeError('The configuration is wrong.');
      const refused = slackBot.request(config, {
        ...notified(aNotification()),
        secret: () => new Secret(token),
        now: 0,
      });
      expect(refused).toMatchObject({ kind: 'refused', why: expect.not.stringContaining(token) });
    },
  );
});
