import type { ApiError } from '@grammyjs/types';
import { describe, expect, it } from 'vitest';
import { telegram } from '../../../../lib/channels/kinds/telegram/channel.ts';
import { TelegramConfig } from '../../../../lib/channels/kinds/telegram/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';

const config = TelegramConfig.parse({ id: 'dr', kind: 'telegram', token: 'env:TOKEN', chat_id: '@dr_team' });
const token = '123456789:AAExample_token-of-telegram-0123456';

const read = (status: number, body: string, headers: Record<string, string> = {}) =>
  telegram.readAnswer({ kind: 'answer', status, headers, body }, 0);

const failed = (error_code: number, description: string, parameters?: ApiError['parameters']): string =>
  JSON.stringify({
    ok: false,
    error_code,
    description,
    ...(parameters && { parameters }),
  } satisfies ApiError);

describe('an answer of Telegram', () => {
  it.each([
    [200, '{"ok":true,"result":{"message_id":17}}', { kind: 'delivered', reference: '17' }],
    [200, '{"ok":true,"result":true}', { kind: 'delivered' }],
    [400, failed(400, 'Bad Request: message is not modified: specified new …'), { kind: 'delivered' }],
    [
      400,
      failed(400, 'Bad Request: message to edit not found'),
      { kind: 'message_gone', why: expect.stringContaining('deleted') },
    ],
    [200, '{"ok":false}', { kind: 'refused', why: 'Telegram answered 200' }],
    [200, '<html>', { kind: 'refused', why: 'Telegram answered 200 without its "ok"' }],
    [
      200,
      failed(400, 'Bad Request: chat not found'),
      { kind: 'refused', why: expect.stringContaining('/start') },
    ],
    [
      400,
      failed(400, 'Bad Request: chat not found'),
      { kind: 'refused', why: expect.stringContaining('/start') },
    ],
    [
      400,
      failed(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1001 }),
      { kind: 'refused', why: expect.stringContaining('set its chat_id to -1001') },
    ],
    [
      400,
      failed(400, 'Bad Request: message thread not found'),
      { kind: 'refused', why: expect.stringContaining('message_thread_id') },
    ],
    [400, failed(400, 'Bad Request: <b>Foreign</b>'), { kind: 'refused', why: 'Telegram answered 400' }],
    [401, failed(401, 'Unauthorized'), { kind: 'refused', why: expect.stringContaining('revoked') }],
    [404, failed(404, 'Not Found'), { kind: 'refused', why: expect.stringContaining('token is wrong') }],
    [
      403,
      failed(403, 'Forbidden: bot was kicked from the supergroup chat'),
      { kind: 'refused', why: expect.stringContaining('add it again') },
    ],
    [
      403,
      failed(403, 'Forbidden: the group chat was deleted'),
      { kind: 'gone', why: expect.stringContaining('deleted') },
    ],
    [
      403,
      failed(403, 'Forbidden: user is deactivated'),
      { kind: 'gone', why: expect.stringContaining('deleted') },
    ],
    [
      429,
      failed(429, 'Too Many Requests: retry after 14', { retry_after: 14 }),
      { kind: 'throttled', seconds: 14, why: 'Telegram answered 429 and asked to wait 14 s' },
    ],
    [
      429,
      failed(429, 'Too Many Requests: retry after 4294967296', { retry_after: 4_294_967_296 }),
      { kind: 'throttled', seconds: 86_400, why: 'Telegram answered 429 and asked to wait 86400 s' },
    ],
    [429, failed(429, 'Too Many Requests'), { kind: 'throttled', why: 'Telegram answered 429' }],
    [502, failed(502, 'Bad Gateway'), { kind: 'try_again', why: 'Telegram answered 502' }],
  ])('%d %s is understood', (status, body, expected) => {
    expect(read(status, body)).toEqual(expected);
  });
});

describe('a bot', () => {
  const requestWith = (secret: string) =>
    telegram.request(config, { ...notified(aNotification()), secret: () => new Secret(secret), now: 0 });

  it('is addressed by its token', () => {
    const prepared = requestWith(token);
    expect('url' in prepared && prepared.url.reveal()).toBe(
      `https://api.telegram.org/bot${token}/sendMessage`,
    );
  });

  it.each(['', 'x', `${token}/../x`, `${token}\n`, `bot${token}`, `https://api.telegram.org/bot${token}/`])(
    'is not called with a token such as %j, which is not repeated',
    (wrong) => {
      expect(requestWith(wrong)).toEqual({
        kind: 'refused',
        why:
          "the secret env:TOKEN: expected a bot's token from @BotFather, such as 123456789:AAE…, " +
          'found something else (not shown: it is a secret)',
      });
    },
  );
});

describe('the configuration of a chat', () => {
  const parse = (overrides: object) => TelegramConfig.safeParse({ ...config, ...overrides }).success;

  it.each([-1001234567890, 42, '-1001234567890', '@dr_team'])('takes the chat %s', (chat_id) => {
    expect(parse({ chat_id })).toBe(true);
  });

  it.each(['dr team', '@', '@a', 'https://t.me/dr_team', '@dr</b>', 1.5, ''])(
    'refuses the chat %j',
    (chat_id) => {
      expect(parse({ chat_id })).toBe(false);
    },
  );

  it.each([['@all @here'], ['<b>'], ['dr_lead'], ['@a b']])('refuses to mention %j', (name) => {
    expect(parse({ mention: [name] })).toBe(false);
  });

  it.each([token, 'env:'])('refuses the token in clear or nowhere', (wrong) => {
    expect(parse({ token: wrong })).toBe(false);
  });
});
