import { describe, expect, it } from 'vitest';
import { googleChat } from '../../../../lib/channels/kinds/google-chat/channel.ts';
import { GoogleChatConfig } from '../../../../lib/channels/kinds/google-chat/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';
import { type AnswerRow, expectRead } from '../../answers.ts';

const error = (code: number, status: string): string =>
  JSON.stringify({ error: { code, message: 'Foreign', status } });

describe('an answer of Google Chat', () => {
  it.each([
    { status: 200, body: '{"name":"spaces/AAAA/messages/B.B"}', kind: 'delivered' },
    { status: 200, body: '{}', kind: 'refused', why: 'without the name of the message' },
    { status: 200, body: '<html>Foreign', kind: 'refused', why: 'something else' },
    { status: 200, body: error(400, 'INVALID_ARGUMENT'), kind: 'refused', why: '200 (INVALID_ARGUMENT)' },
    { status: 400, body: error(400, 'INVALID_ARGUMENT'), kind: 'refused', why: 'does not accept the form' },
    {
      status: 400,
      body: error(400, 'FAILED_PRECONDITION'),
      kind: 'refused',
      why: '400 (FAILED_PRECONDITION)',
    },
    { status: 400, body: error(400, 'Foreign <b>'), kind: 'refused', why: 'Google Chat answered 400' },
    { status: 401, body: error(401, 'UNAUTHENTICATED'), kind: 'refused', why: 'copy all of it' },
    { status: 403, body: error(403, 'PERMISSION_DENIED'), kind: 'refused', why: 'may have been deleted' },
    { status: 404, body: error(404, 'NOT_FOUND'), kind: 'gone', why: 'the space has been deleted' },
    { status: 404, body: 'Foreign', kind: 'refused', why: '404' },
    {
      status: 429,
      body: error(429, 'RESOURCE_EXHAUSTED'),
      kind: 'throttled',
      why: '429 (RESOURCE_EXHAUSTED)',
    },
    { status: 503, body: error(503, 'UNAVAILABLE'), kind: 'try_again', why: '503 (UNAVAILABLE)' },
  ] satisfies AnswerRow[])('$status $body is $kind', (row) => {
    expectRead(googleChat.readAnswer, row);
  });
});

describe('the address of a Google Chat webhook', () => {
  const config = GoogleChatConfig.parse({ id: 'space', kind: 'google-chat', url: 'env:URL' });
  const requestTo = (url: string, overrides: Partial<GoogleChatConfig> = {}) =>
    googleChat.request(
      { ...config, ...overrides },
      { ...notified(aNotification()), secret: () => new Secret(url), now: 0 },
    );
  const url = 'https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k&token=t';

  it.each([
    ['new', url],
    [undefined, url],
    ['thread', `${url}&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD`],
  ] as const)('is called in mode %s at %s', (mode, called) => {
    const prepared = requestTo(url, { mode });
    expect(prepared.kind === 'post' ? prepared.url.reveal() : prepared.why).toBe(called);
  });

  it.each([
    'https://chat.googleapis.com.evil.example/v1/spaces/AAAA/messages',
    'https://evil.example/chat.googleapis.com',
    'https://chat.googleapis.com:8443/v1/spaces/AAAA/messages',
    'http://chat.googleapis.com/v1/spaces/AAAA/messages',
  ])('may not be %s', (wrong) => {
    expect(requestTo(wrong)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('found another URL'),
    });
  });

  it.each(['all', 'users/anna@example.com', '<users/all>', 'users/all>'])(
    'goes with no mention of %s',
    (name) => {
      expect(GoogleChatConfig.safeParse({ ...config, mention: [name] }).success).toBe(false);
    },
  );
});
