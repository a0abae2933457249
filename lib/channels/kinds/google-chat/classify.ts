import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { CodeMeaning } from '../../answer/vendor-code.ts';
import { readVendorWord, VendorWord } from '../../answer/vendor-word.ts';
import type { Answer } from '../../channel.ts';

/** Canonical codes of Google's APIs (google/rpc/code.proto) as a webhook gives them. */
const meanings: ReadonlyMap<string, CodeMeaning> = new Map([
  ['NOT_FOUND', { kind: 'gone', hint: 'the space has been deleted, or the address is wrong' }],
  ['INVALID_ARGUMENT', { kind: 'refused', hint: 'it does not take the form of this message' }],
  [
    'PERMISSION_DENIED',
    { kind: 'refused', hint: 'the webhook may have been deleted, or the space takes none any more' },
  ],
  ['UNAUTHENTICATED', { kind: 'refused', hint: 'key or token in the address is wrong; copy all of it' }],
]);

const GoogleChatMessage = z.object({ name: z.string().startsWith('spaces/') });
const GoogleError = z.object({ error: z.object({ status: VendorWord }) });

/** Google Chat answers with the name of the message that it made, and with a canonical code otherwise. */
export const classifyGoogleChat = (answer: Answer, now: number): ChannelAnswer =>
  readVendorWord(
    answer,
    {
      word: jsonOf(answer, GoogleError)?.error.status,
      proven: jsonOf(answer, GoogleChatMessage) !== undefined,
    },
    { who: 'Google Chat', meanings, proof: 'the name of the message', now },
  );
