import * as z from 'zod';
import { Secret } from '../../../watch/ports/secret.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor, VendorCode } from '../../answer/vendor-answer.ts';
import type { Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { GoogleChatConfig } from './config.ts';
import { renderGoogleChat } from './render.ts';

/** A Google Chat space by incoming webhook. */
export const googleChat: Channel<GoogleChatConfig> = {
  schedule: 'chat',
  readers: 'people',
  request: jsonToSecretUrl({
    hosts: ['chat.googleapis.com'],
    example: 'https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…',
    address: (url, { mode }) => (mode === 'thread' ? threadedUrl(url) : url),
    body: (config, { message }) => renderGoogleChat(message, config),
  }),
  // Google Chat answers with the name of the new message, or with a canonical code.
  readAnswer: (answer, now) =>
    readVendorAnswer(
      answer,
      {
        accepted: jsonOf(answer, GoogleChatMessage) !== undefined,
        code: jsonOf(answer, GoogleError)?.error.status,
      },
      { ...vendor, now },
    ),
};

/**
 * Without this option Google Chat ignores the thread key (reference of spaces.messages.create,
 * "messageReplyOption").
 */
function threadedUrl(url: Secret): Secret {
  const target = new URL(url.reveal());
  target.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD');
  return new Secret(target.href);
}

const GoogleChatMessage = z.object({ name: z.string().startsWith('spaces/') });
const GoogleError = z.object({ error: z.object({ status: VendorCode }) });

const vendor: Vendor = {
  who: 'Google Chat',
  // Canonical codes of Google's APIs (google/rpc/code.proto), as a webhook uses them.
  meanings: new Map<string, CodeMeaning>([
    ['NOT_FOUND', { kind: 'gone', hint: 'the space has been deleted, or the address is wrong' }],
    ['INVALID_ARGUMENT', { kind: 'refused', hint: 'it does not accept the form of this message' }],
    [
      'PERMISSION_DENIED',
      { kind: 'refused', hint: 'the webhook may have been deleted, or the space does not allow webhooks' },
    ],
    ['UNAUTHENTICATED', { kind: 'refused', hint: 'key or token in the address is wrong; copy all of it' }],
  ]),
  proof: 'the name of the message',
};
