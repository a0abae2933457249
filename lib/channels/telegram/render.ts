import type { Message } from '../../message/message.ts';
import { writeMessage } from '../message-text.ts';
import type { TelegramConfig } from './config.ts';
import { telegramForm } from './text.ts';

/** The arguments of sendMessage (core.telegram.org/bots/api#sendmessage). */
export interface TelegramPayload {
  chat_id: number | string;
  message_thread_id?: number;
  text: string;
  parse_mode: 'HTML';
  link_preview_options: { is_disabled: true };
}

const longestText = 4_096;

/** A notice as a Telegram message in HTML mode. */
export function renderTelegram(message: Message, config: TelegramConfig): TelegramPayload {
  const { chat_id, message_thread_id, mention = [] } = config;
  const mentions = mention.length === 0 ? '' : `\n${mention.join(' ')}`;
  return {
    chat_id,
    ...(message_thread_id !== undefined && { message_thread_id }),
    text: writeMessage(message, telegramForm(longestText - mentions.length)) + mentions,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  };
}
