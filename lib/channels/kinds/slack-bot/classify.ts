import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { CodeMeaning } from '../../answer/vendor-code.ts';
import { readVendorWord, VendorWord, withSeconds } from '../../answer/vendor-word.ts';
import type { Answer } from '../../channel.ts';
import { SlackReference } from './render.ts';

const refused = (hint: string): CodeMeaning => ({ kind: 'refused', hint });
const messageGone: CodeMeaning = {
  kind: 'message_gone',
  hint: 'the message does not exist any more, or cannot be changed',
};
const later: CodeMeaning = { kind: 'try_again', hint: 'Slack has a problem of its own' };
const wrongToken = refused(
  'the token is wrong or has been revoked: install the app again and take its bot token',
);

/** docs.slack.dev/reference/methods/chat.postMessage and chat.update, "Errors". */
const meanings: ReadonlyMap<string, CodeMeaning> = new Map([
  ['ratelimited', { kind: 'throttled', hint: 'too many messages' }],
  ['rate_limited', { kind: 'throttled', hint: 'too many messages' }],
  ['message_not_found', messageGone],
  ['thread_not_found', messageGone],
  ['cant_update_message', messageGone],
  ['edit_window_closed', messageGone],
  [
    'channel_not_found',
    refused('there is no such channel, or it is private and the app is not in it: /invite it'),
  ],
  ['is_archived', { kind: 'gone', hint: 'the channel has been archived' }],
  ['not_in_channel', refused('the app is not in the channel: /invite it there')],
  ['missing_scope', refused('the token lacks the scope chat:write')],
  ['invalid_auth', wrongToken],
  ['not_authed', wrongToken],
  ['token_revoked', wrongToken],
  ['token_expired', wrongToken],
  ['account_inactive', wrongToken],
  ['no_permission', refused('the app may not write there')],
  ['restricted_action', refused('the administrators of the workspace do not let the app post there')],
  ['invalid_blocks', refused('it does not take the blocks of this message')],
  ['msg_too_long', refused('the message is too long')],
  ['msg_blocks_too_long', refused('the message is too long')],
  ['internal_error', later],
  ['fatal_error', later],
  ['service_unavailable', later],
  ['request_timeout', later],
]);

const Posted = z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() });
const Failed = z.object({ ok: z.literal(false), error: VendorWord });
const Throttled = z.object({ retry_after: z.number().min(0).max(86_400) });

/** Slack's Web API answers 200 to almost everything and says `ok` in the body (docs.slack.dev/apis/web-api). */
export function classifySlackBot(answer: Answer, now: number): ChannelAnswer {
  const posted = jsonOf(answer, Posted);
  const answered = readVendorWord(
    answer,
    { word: jsonOf(answer, Failed)?.error, proven: posted !== undefined },
    { who: 'Slack', meanings, proof: 'its "ok"', now },
  );
  if (answered.kind !== 'delivered' || posted === undefined) {
    return withSeconds(answered, jsonOf(answer, Throttled)?.retry_after);
  }
  const reference = SlackReference.safeParse({ channel: posted.channel, ts: posted.ts }).data;
  return reference === undefined ? answered : { ...answered, reference: JSON.stringify(reference) };
}
