import { describe, expect, it } from 'vitest';
import { discord } from '../../../../lib/channels/kinds/discord/channel.ts';
import { DiscordConfig } from '../../../../lib/channels/kinds/discord/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';
import { type AnswerRow, expectRead } from '../../answers.ts';

const error = (code: number): string => JSON.stringify({ message: 'Foreign', code });

describe('an answer of Discord', () => {
  it.each([
    { status: 200, body: '{"id":"1234567890123456789","content":""}', kind: 'delivered' },
    { status: 200, body: '', kind: 'refused', why: 'without the message that it saved' },
    { status: 204, body: '', kind: 'refused', why: 'without the message that it saved' },
    { status: 200, body: '<html>Foreign', kind: 'refused', why: 'something else' },
    { status: 200, body: error(50035), kind: 'refused', why: '200 (50035): it does not accept the form' },
    { status: 400, body: error(50035), kind: 'refused', why: '400 (50035)' },
    { status: 400, body: error(99999), kind: 'refused', why: 'Discord answered 400 (99999)' },
    { status: 400, body: '{"embeds":["0"]}', kind: 'refused', why: 'Discord answered 400' },
    { status: 400, body: error(220001), kind: 'refused', why: 'thread_id' },
    { status: 401, body: error(50027), kind: 'refused', why: 'token' },
    { status: 404, body: error(10015), kind: 'gone', why: '(10015): the webhook has been deleted' },
    { status: 404, body: '<html>', kind: 'gone', why: 'forbids further calls' },
    {
      status: 429,
      body: '{"message":"Foreign","retry_after":0.65,"global":false}',
      kind: 'throttled',
      seconds: 1,
    },
    {
      status: 429,
      body: '{"retry_after":64.57,"code":0}',
      headers: { 'retry-after': '65' },
      kind: 'throttled',
      seconds: 65,
    },
    { status: 429, body: 'error code: 1015', kind: 'throttled', why: '429' },
    { status: 500, body: error(0), kind: 'try_again', why: '500 (0)' },
  ] satisfies AnswerRow[])('$status $body is $kind', (row) => {
    expectRead(discord.readAnswer, row);
  });
});

describe('the address of a Discord webhook', () => {
  const config = DiscordConfig.parse({ id: 'gamers', kind: 'discord', url: 'env:DISCORD_URL' });
  const requestTo = (url: string) =>
    discord.request(config, { ...notified(aNotification()), secret: () => new Secret(url), now: 0 });

  it.each([
    ['https://discord.com/api/webhooks/1/t', 'https://discord.com/api/v10/webhooks/1/t?wait=true'],
    ['https://discordapp.com/api/webhooks/1/t', 'https://discordapp.com/api/v10/webhooks/1/t?wait=true'],
    ['https://ptb.discord.com/api/v9/webhooks/1/t', 'https://ptb.discord.com/api/v9/webhooks/1/t?wait=true'],
    [
      'https://discord.com/api/webhooks/1/t?thread_id=2&wait=false',
      'https://discord.com/api/v10/webhooks/1/t?thread_id=2&wait=true',
    ],
  ])('%s is called at %s', (url, called) => {
    const prepared = requestTo(url);
    expect(prepared.kind === 'post' ? prepared.url.reveal() : prepared.why).toBe(called);
  });

  it.each([
    'https://discord.com.evil.example/api/webhooks/1/t',
    'https://evil.example/discord.com/api/webhooks/1/t',
    'https://discord.com:8443/api/webhooks/1/t',
    'http://discord.com/api/webhooks/1/t',
  ])('may not be %s', (url) => {
    expect(requestTo(url)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('found another URL'),
    });
  });

  it.each(['everyone', '@everyone', 'user:1', 'role:abc', '<@165511591545143296>'])(
    'goes with no mention of %s',
    (name) => {
      expect(DiscordConfig.safeParse({ ...config, mention: [name] }).success).toBe(false);
    },
  );
});
