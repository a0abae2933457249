import * as z from 'zod';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor, VendorCode } from '../../answer/vendor-answer.ts';
import type { Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { RocketChatConfig } from './config.ts';
import { renderRocketChat } from './render.ts';

/** A Rocket.Chat channel by incoming integration, on any server. */
export const rocketChat: Channel<RocketChatConfig> = {
  schedule: 'chat',
  readers: 'people',
  request: jsonToSecretUrl({
    example: 'https://chat.example.com/hooks/…',
    body: ({ mention }, { message }) => renderRocketChat(message, mention),
  }),
  // Rocket.Chat answers with `success`. `error` is a code or a sentence, which may contain a wait.
  readAnswer: (answer, now) => {
    const { success = false, error = '' } = jsonOf(answer, RocketChatAnswer) ?? {};
    const seconds = /\bwait (\d{1,4}) seconds?\b/.exec(error)?.[1];
    return readVendorAnswer(
      answer,
      {
        accepted: success,
        code: codeOf(error),
        seconds: seconds === undefined ? undefined : Number(seconds),
      },
      { ...vendor, now },
    );
  },
};

const RocketChatAnswer = z.object({ success: z.boolean(), error: z.string().optional() });

/**
 * Sentences of Rocket.Chat, and the code for each (app/integrations/server/api/api.ts,
 * app/api/server/ApiClass.ts).
 */
const sentences: readonly [RegExp, code: string][] = [
  [/^Invalid integration id or token provided/, 'invalid-integration'],
  [/\berror-too-many-requests\b/, 'error-too-many-requests'],
  [/\berror-not-allowed\b/, 'error-not-allowed'],
];

function codeOf(error: string): string | undefined {
  const known = sentences.find(([sentence]) => sentence.test(error));
  return known === undefined ? VendorCode.safeParse(error).data : known[1];
}

const vendor: Vendor = {
  who: 'Rocket.Chat',
  meanings: new Map<string, CodeMeaning>([
    [
      'invalid-integration',
      { kind: 'gone', hint: 'the integration has been deleted, or its address is wrong' },
    ],
    [
      'invalid-channel',
      {
        kind: 'refused',
        hint: 'the channel of the integration does not exist, or its user may not post there',
      },
    ],
    [
      'error-not-allowed',
      { kind: 'refused', hint: 'the user of the integration may not post in its channel' },
    ],
    ['error-too-many-requests', { kind: 'throttled', hint: 'too many messages were sent' }],
    ['503', { kind: 'try_again', hint: 'it is not available; the integration may be disabled' }],
  ]),
  proof: '"success": true',
};
