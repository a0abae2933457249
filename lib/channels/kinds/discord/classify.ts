import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { CodeMeaning } from '../../answer/vendor-code.ts';
import { readVendorWord, VendorWord, withSeconds } from '../../answer/vendor-word.ts';
import type { Answer } from '../../channel.ts';

/** docs.discord.com/developers/topics/opcodes-and-status-codes, "JSON Error Codes". */
const meanings: ReadonlyMap<string, CodeMeaning> = new Map([
  ['404', { kind: 'gone', hint: 'the webhook does not exist, and Discord wants no more calls of it' }],
  ['10003', { kind: 'gone', hint: 'the channel has been deleted' }],
  ['10008', { kind: 'message_gone', hint: 'the message has been deleted' }],
  ['10015', { kind: 'gone', hint: 'the webhook has been deleted' }],
  ['50027', { kind: 'refused', hint: 'the token in the address is wrong or has been changed' }],
  ['50035', { kind: 'refused', hint: 'it does not take the form of this message' }],
  ['50083', { kind: 'refused', hint: 'the thread in the address is archived' }],
  ['160005', { kind: 'refused', hint: 'the thread in the address is locked' }],
  [
    '220001',
    { kind: 'refused', hint: 'the webhook is of a forum; add ?thread_id=… of a thread in it to the address' },
  ],
]);

const DiscordMessage = z.object({ id: z.string().regex(/^[0-9]{1,20}$/) });
const DiscordError = z.object({ code: VendorWord });
const DiscordThrottled = z.object({ retry_after: z.number().min(0).max(86_400) });

/** Discord answers with the message that it saved, because of `wait=true`, and with a code and seconds otherwise. */
export function classifyDiscord(answer: Answer, now: number): ChannelAnswer {
  const saved = jsonOf(answer, DiscordMessage);
  const answered = readVendorWord(
    answer,
    { word: saved ? undefined : jsonOf(answer, DiscordError)?.code, proven: saved !== undefined },
    { who: 'Discord', meanings, proof: 'the message that it saved', now },
  );
  if (answered.kind === 'delivered' && saved !== undefined) return { ...answered, reference: saved.id };
  return withSeconds(answered, jsonOf(answer, DiscordThrottled)?.retry_after);
}
