import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { CodeMeaning } from '../../answer/vendor-code.ts';
import { readVendorWord, VendorWord, withSeconds } from '../../answer/vendor-word.ts';
import type { Answer } from '../../channel.ts';

const meanings: ReadonlyMap<string, CodeMeaning> = new Map([
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
  ['error-not-allowed', { kind: 'refused', hint: 'the user of the integration may not post in its channel' }],
  ['error-too-many-requests', { kind: 'throttled', hint: 'it takes no more messages for now' }],
  ['503', { kind: 'try_again', hint: 'it is not available; the integration may be disabled' }],
]);

/** Sentences of Rocket.Chat that stand for a word (app/integrations/server/api/api.ts, app/api/server/ApiClass.ts). */
const sentences: readonly [RegExp, string][] = [
  [/^Invalid integration id or token provided/, 'invalid-integration'],
  [/\berror-too-many-requests\b/, 'error-too-many-requests'],
  [/\berror-not-allowed\b/, 'error-not-allowed'],
];

const RocketChatAnswer = z.object({ success: z.boolean(), error: z.string().optional() });

/** Rocket.Chat says `success` in the body, and in `error` what is wrong and how long to wait: a word or a sentence. */
export function classifyRocketChat(answer: Answer, now: number): ChannelAnswer {
  const { success = false, error = '' } = jsonOf(answer, RocketChatAnswer) ?? {};
  const answered = readVendorWord(
    answer,
    { word: wordOf(error), proven: success },
    { who: 'Rocket.Chat', meanings, proof: '"success": true', now },
  );
  const seconds = /\bwait (\d{1,4}) seconds?\b/.exec(error)?.[1];
  return withSeconds(answered, seconds === undefined ? undefined : Number(seconds));
}

function wordOf(error: string): string | undefined {
  const known = sentences.find(([sentence]) => sentence.test(error));
  return known === undefined ? VendorWord.safeParse(error).data : known[1];
}
