import * as z from 'zod';
import { Secret } from '../../../watch/ports/secret.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor, VendorCode } from '../../answer/vendor-answer.ts';
import type { Answer, Channel, Prepared, Sending } from '../../channel.ts';
import { bearerHeader, jsonPost } from '../../post.ts';
import type { SlackBotConfig } from './config.ts';
import { renderSlackBot, SlackReference } from './render.ts';

/** A Slack channel by a bot. */
export const slackBot: Channel<SlackBotConfig> = {
  schedule: 'chat',
  readers: 'people',
  modeOf: ({ mode = 'new' }) => mode,
  request,
  readAnswer,
};

function request(config: SlackBotConfig, { message, earlier, secret }: Sending): Prepared {
  const authorization = bearerHeader(config.token, secret, {
    form: /^xoxb-[A-Za-z0-9-]{10,240}$/,
    expected: 'a bot token (xoxb-…)',
  });
  if (authorization.kind === 'refused') return authorization;
  const { method, payload } = renderSlackBot(message, config, earlier);
  return jsonPost(new Secret(`https://slack.com/api/${method}`), payload, authorization.headers);
}

const Posted = z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() });
const Failed = z.object({ ok: z.literal(false), error: VendorCode });
const Throttled = z.object({ retry_after: z.number().min(0).max(86_400) });

/**
 * Slack's Web API answers 200 to almost everything and says `ok` in the body (docs.slack.dev/apis/web-api).
 */
function readAnswer(answer: Answer, now: number): ReturnType<typeof readVendorAnswer> {
  const posted = jsonOf(answer, Posted);
  const read = readVendorAnswer(
    answer,
    {
      accepted: posted !== undefined,
      code: jsonOf(answer, Failed)?.error,
      seconds: jsonOf(answer, Throttled)?.retry_after,
    },
    { ...vendor, now },
  );
  if (read.kind !== 'delivered' || posted === undefined) return read;
  const reference = SlackReference.safeParse({ channel: posted.channel, ts: posted.ts }).data;
  return reference === undefined ? read : { ...read, reference: JSON.stringify(reference) };
}

const refused = (hint: string): CodeMeaning => ({ kind: 'refused', hint });
const messageGone: CodeMeaning = {
  kind: 'message_gone',
  hint: 'the message does not exist any more, or cannot be changed',
};
const slackProblem: CodeMeaning = { kind: 'try_again', hint: 'Slack has a problem of its own' };
const wrongToken = refused(
  'the token is wrong or has been revoked: install the app again and copy its bot token',
);

const vendor: Vendor = {
  who: 'Slack',
  // docs.slack.dev/reference/methods/chat.postMessage and chat.update, "Errors".
  meanings: new Map<string, CodeMeaning>([
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
    ['invalid_blocks', refused('it does not accept the blocks of this message')],
    ['msg_too_long', refused('the message is too long')],
    ['msg_blocks_too_long', refused('the message is too long')],
    ['internal_error', slackProblem],
    ['fatal_error', slackProblem],
    ['service_unavailable', slackProblem],
    ['request_timeout', slackProblem],
  ]),
  proof: 'its "ok"',
};
