import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { Secret } from '../../../watch/ports/secret.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { readStatus } from '../../answer/read-status.ts';
import type { Answer, Channel, Prepared, Sending } from '../../channel.ts';
import { jsonPost, wrongSecret } from '../../post.ts';
import type { TelegramConfig } from './config.ts';
import { renderTelegram } from './render.ts';

/** A Telegram chat, group or channel by a bot. */
export const telegram: Channel<TelegramConfig> = {
  schedule: 'chat',
  readers: 'people',
  modeOf: ({ mode = 'new' }) => mode,
  request,
  readAnswer,
};

/** The token is part of the path. This form cannot lead the path elsewhere. */
const tokenForm = /^\d{6,20}:[A-Za-z0-9_-]{30,64}$/;

function request(config: TelegramConfig, { message, earlier, secret }: Sending): Prepared {
  const token = secret(config.token).reveal();
  if (!tokenForm.test(token)) {
    return wrongSecret(config.token, "a bot's token from @BotFather, such as 123456789:AAE…");
  }
  const { method, payload } = renderTelegram(message, config, earlier);
  return jsonPost(new Secret(`https://api.telegram.org/bot${token}/${method}`), payload);
}

/** As for Retry-After: no longer than a day. */
const longestSeconds = 24 * 3_600;

/** core.telegram.org/bots/api#making-requests and #responseparameters. */
const TelegramAnswer = z.object({
  ok: z.boolean(),
  result: z.object({ message_id: z.int().positive() }).optional().catch(undefined),
  error_code: z.int().optional(),
  description: z.string().optional(),
  parameters: z
    .object({
      retry_after: z
        .int()
        .nonnegative()
        .transform((seconds) => Math.min(seconds, longestSeconds))
        .optional(),
      migrate_to_chat_id: z.int().optional(),
    })
    .optional(),
});
type TelegramAnswer = z.infer<typeof TelegramAnswer>;

/**
 * Parts of Telegram's descriptions, and what people can do about each. The description itself is not
 * repeated.
 */
const hints: readonly [part: string, kind: 'message_gone' | 'gone' | 'refused', hint: string][] = [
  ['message to edit not found', 'message_gone', 'the message has been deleted'],
  ["message can't be edited", 'message_gone', 'the message is too old to be changed'],
  ['chat was deleted', 'gone', 'the group has been deleted'],
  ['user is deactivated', 'gone', 'the account of that person has been deleted'],
  ['chat not found', 'refused', 'there is no such chat, or the bot is not in it: add it, or send it /start'],
  ['bot was kicked', 'refused', 'the bot has been removed from the chat: add it again'],
  ['bot is not a member', 'refused', 'the bot is not in the chat: add it'],
  ['bot was blocked', 'refused', 'the person has blocked the bot'],
  ["can't initiate conversation", 'refused', 'the person has to send the bot /start first'],
  ['not enough rights', 'refused', 'the bot may not write in the chat: give it the right to post messages'],
  ['thread not found', 'refused', 'there is no topic with this message_thread_id'],
  ['TOPIC_CLOSED', 'refused', 'the topic is closed'],
  ["can't parse entities", 'refused', 'it cannot read the formats of this message'],
  ['message is too long', 'refused', 'the message is too long'],
  ['Unauthorized', 'refused', 'the token is wrong or has been revoked: ask @BotFather for a new one'],
  ['Not Found', 'refused', 'the token is wrong: ask @BotFather for it'],
];

/**
 * Telegram says `ok` in the body, and how long to wait if there were too many messages
 * (core.telegram.org/bots/api).
 */
function readAnswer(answer: Answer, now: number): ChannelAnswer {
  const byStatus = readStatus(answer, { who: 'Telegram', now });
  const verdict = jsonOf(answer, TelegramAnswer);
  if (verdict === undefined) {
    const why = `Telegram answered ${answer.status} without its "ok"`;
    return byStatus.kind === 'delivered' ? { kind: 'refused', why } : byStatus;
  }
  if (verdict.ok) return withReference(byStatus, verdict);
  const why = `Telegram answered ${verdict.error_code ?? answer.status}`;
  const seconds = verdict.parameters?.retry_after;
  if (seconds !== undefined) {
    return { kind: 'throttled', seconds, why: `${why} and asked to wait ${seconds} s` };
  }
  if (byStatus.kind === 'throttled' || byStatus.kind === 'try_again') return byStatus;
  return readFailure(verdict, why);
}

const withReference = (answer: ChannelAnswer, { result }: TelegramAnswer): ChannelAnswer =>
  answer.kind === 'delivered' && result !== undefined
    ? { ...answer, reference: String(result.message_id) }
    : answer;

function readFailure({ description = '', parameters }: TelegramAnswer, why: string): ChannelAnswer {
  // A repeated update: the first attempt arrived.
  if (description.includes('message is not modified')) return { kind: 'delivered' };
  const moved = parameters?.migrate_to_chat_id;
  if (moved !== undefined) {
    return { kind: 'refused', why: `${why}: the group has become a supergroup; set its chat_id to ${moved}` };
  }
  const known = hints.find(([part]) => description.includes(part));
  if (known === undefined) return { kind: 'refused', why };
  const [, kind, hint] = known;
  return { kind, why: `${why}: ${hint}` };
}
