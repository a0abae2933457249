import { describe, expect, it } from 'vitest';
import { rocketChat } from '../../../../lib/channels/kinds/rocket-chat/channel.ts';
import { RocketChatConfig } from '../../../../lib/channels/kinds/rocket-chat/config.ts';
import { type AnswerRow, expectRead } from '../../answers.ts';

const error = (text: string): string => JSON.stringify({ success: false, error: text });
const tooMany =
  'Error, too many requests. Please slow down. You must wait 12 seconds before trying this endpoint again. ' +
  '[error-too-many-requests]';

describe('an answer of Rocket.Chat', () => {
  it.each([
    { status: 200, body: '{"success":true}', kind: 'delivered' },
    { status: 200, body: '{"success":false}', kind: 'refused', why: 'without "success": true' },
    { status: 200, body: error('unknown-error'), kind: 'refused', why: '200 (unknown-error)' },
    { status: 200, body: '<html>Foreign', kind: 'refused', why: 'something else' },
    { status: 400, body: error('invalid-channel'), kind: 'refused', why: 'does not exist' },
    { status: 400, body: error('Foreign, and more'), kind: 'refused', why: 'Rocket.Chat answered 400' },
    { status: 400, body: error('Not allowed [error-not-allowed]'), kind: 'refused', why: 'may not post' },
    {
      status: 400,
      body: error(tooMany),
      kind: 'throttled',
      why: '400 (error-too-many-requests)',
      seconds: 12,
    },
    {
      status: 429,
      body: error(tooMany),
      kind: 'throttled',
      why: '429 (error-too-many-requests)',
      seconds: 12,
    },
    { status: 429, body: error(tooMany), headers: { 'retry-after': '20' }, kind: 'throttled', seconds: 20 },
    { status: 404, body: error('Invalid integration id or token provided.'), kind: 'gone', why: 'deleted' },
    { status: 401, body: error('Invalid integration id or token provided.'), kind: 'gone', why: 'deleted' },
    { status: 503, body: error('Service Unavailable'), kind: 'try_again', why: 'may be disabled' },
  ] satisfies AnswerRow[])('$status $body is $kind', (row) => {
    expectRead(rocketChat.readAnswer, row);
  });
});

describe('the configuration of a Rocket.Chat channel', () => {
  const config = { id: 'general', kind: 'rocket-chat', url: 'env:ROCKET_CHAT_URL' };

  it.each(['all', 'here', 'Anna.K'])('goes with a mention of %s', (name) => {
    expect(RocketChatConfig.safeParse({ ...config, mention: [name] }).success).toBe(true);
  });

  it.each(['@all', 'a b', ''])('goes with no mention of %j', (name) => {
    expect(RocketChatConfig.safeParse({ ...config, mention: [name] }).success).toBe(false);
  });

  it('holds no address in clear', () => {
    expect(RocketChatConfig.safeParse({ ...config, url: 'https://chat.example.com/hooks/x/y' }).success).toBe(
      false,
    );
  });
});
