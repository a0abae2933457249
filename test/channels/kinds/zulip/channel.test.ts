import { describe, expect, it } from 'vitest';
import { zulip } from '../../../../lib/channels/kinds/zulip/channel.ts';
import { ZulipConfig } from '../../../../lib/channels/kinds/zulip/config.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aFailureNotification } from '../../../support/notifications.ts';
import { type AnswerRow, expectRead } from '../../answers.ts';

const error = (code: string, more: object = {}): string =>
  JSON.stringify({ result: 'error', msg: 'Foreign', code, ...more });

describe('an answer of Zulip', () => {
  it.each([
    { status: 200, body: '{"result":"success","msg":"","id":42}', kind: 'delivered' },
    { status: 200, body: '{"result":"success","msg":""}', kind: 'refused', why: 'without the id' },
    { status: 200, body: '<html>Foreign', kind: 'refused', why: 'without the id' },
    { status: 400, body: error('STREAM_DOES_NOT_EXIST'), kind: 'gone', why: 'the channel does not exist' },
    { status: 400, body: error('BAD_REQUEST'), kind: 'refused', why: '400 (BAD_REQUEST)' },
    { status: 401, body: error('INVALID_API_KEY'), kind: 'refused', why: 'the API key is wrong' },
    { status: 401, body: error('UNAUTHORIZED'), kind: 'refused', why: 'e-mail address of the bot' },
    { status: 401, body: error('USER_DEACTIVATED'), kind: 'refused', why: 'the bot has been deactivated' },
    { status: 401, body: error('REALM_DEACTIVATED'), kind: 'gone', why: 'the organization' },
    { status: 429, body: error('RATE_LIMIT_HIT'), kind: 'throttled', why: 'too many requests' },
    {
      status: 429,
      body: error('RATE_LIMIT_HIT', { 'retry-after': 28.7 }),
      kind: 'throttled',
      seconds: 29,
      why: 'too many requests',
    },
    { status: 502, body: '<html>Foreign', kind: 'try_again', why: '502' },
  ] satisfies AnswerRow[])('$status $body is $kind', (row) => {
    expectRead(zulip.readAnswer, row);
  });
});

const config = {
  id: 'dr',
  kind: 'zulip',
  url: 'https://chat.example.com/zulip/',
  bot: 'dr-bot@chat.example.com',
  api_key: 'env:ZULIP_KEY',
  channel: 'disaster recovery',
};

describe('a request to Zulip', () => {
  const requestWith = (key: string) => {
    const notification = aFailureNotification();
    const message = messageOf(notification);
    const secret = () => new Secret(key);
    return zulip.request(ZulipConfig.parse(config), { notification, message, secret, now: 0 });
  };

  it('goes below the path of the organization, with the e-mail address and the key of the bot', () => {
    const request = requestWith('k'.repeat(32));
    if (request.kind === 'refused') throw new TypeError(request.why);
    expect(request.url.reveal()).toBe('https://chat.example.com/zulip/api/v1/messages');
    const [scheme, credentials = ''] = request.headers['authorization']?.split(' ') ?? [];
    expect([scheme, Buffer.from(credentials, 'base64').toString()]).toEqual([
      'Basic',
      `dr-bot@chat.example.com:${'k'.repeat(32)}`,
    ]);
  });

  it('is refused without the key in words if the key has another form', () => {
    const refused = requestWith('my key: hunter2');
    expect(refused).toMatchObject({ kind: 'refused', why: expect.stringContaining('an API key') });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });
});

describe('the configuration of a Zulip channel', () => {
  it.each([{ mention: ['all'] }, { mention: ['Anna Keller'] }, { topic: 'failover' }])('takes %j', (more) => {
    expect(ZulipConfig.safeParse({ ...config, ...more }).success).toBe(true);
  });

  it.each([
    { mention: ['Anna** @**all'] },
    { mention: [''] },
    { bot: 'dr-bot' },
    { bot: 'a:b@example.com' },
    { topic: 't'.repeat(61) },
    { api_key: 'k'.repeat(32) },
  ])('refuses %j', (more) => {
    expect(ZulipConfig.safeParse({ ...config, ...more }).success).toBe(false);
  });
});
