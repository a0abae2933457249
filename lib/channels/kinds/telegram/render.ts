import type { Message } from '../../../message/message.ts';
import { writeMessage } from '../../text/message-text.ts';
import type { TelegramConfig } from './config.ts';
import { telegramForm } from './text.ts';

/** The arguments of sendMessage and editMessageText (core.telegram.org/bots/api). */
export interface TelegramPayload {
  chat_id: number | string;
  message_thread_id?: number;
  message_id?: number;
  reply_parameters?: { message_id: number; allow_sending_without_reply: true };
  text: string;
  parse_mode: 'HTML';
  link_preview_options: { is_disabled: true };
}

const longestText = 4_096;

/** Renders a Telegram message in HTML mode: a new message, a reply to an earlier message, or an update. */
export function renderTelegram(
  message: Message,
  config: TelegramConfig,
  earlier?: string,
): { method: 'sendMessage' | 'editMessageText'; payload: TelegramPayload } {
  const { chat_id, message_thread_id, mode, mention = [] } = config;
  const mentions = mention.length === 0 ? '' : `\n${mention.join(' ')}`;
  const payload: TelegramPayload = {
    chat_id,
    text: writeMessage(message, telegramForm(longestText - mentions.length)) + mentions,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  };
  const sent = earlier === undefined ? undefined : Number(earlier);
  if (sent !== undefined && mode === 'update') {
    return { method: 'editMessageText', payload: { ...payload, message_id: sent } };
  }
  return {
    method: 'sendMessage',
    payload: {
      ...payload,
      ...(message_thread_id !== undefined && { message_thread_id }),
      ...(sent !== undefined && {
        reply_parameters: { message_id: sent, allow_sending_without_reply: true },
      }),
    },
  };
}
