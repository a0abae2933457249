import * as z from 'zod';
import { parseJson } from '../../../job/json-value.ts';
import type { Message } from '../../../message/message.ts';
import { renderSlack, type SlackPayload } from '../slack/render.ts';
import type { SlackBotConfig } from './config.ts';

/** Identifies a message: the channel id from Slack's answer, and the time stamp of the message. */
export const SlackReference = z.strictObject({
  channel: z.string(),
  ts: z.string().regex(/^\d{1,12}\.\d{1,8}$/),
});

/** The arguments of chat.postMessage and chat.update. */
export interface SlackBotPayload extends SlackPayload {
  channel: string;
  thread_ts?: string;
  ts?: string;
  metadata: { event_type: 'sdrs_notification'; event_payload: { id: string } };
}

/**
 * Renders a call of Slack's Web API: a new message, a reply in the thread of an earlier message, or an
 * update.
 */
export function renderSlackBot(
  message: Message,
  { channel, mode }: Pick<SlackBotConfig, 'channel' | 'mode'>,
  earlier?: string,
): { method: 'chat.postMessage' | 'chat.update'; payload: SlackBotPayload } {
  const payload = {
    ...renderSlack(message),
    channel,
    // Lets people search for a notification, for example to recognise a duplicate.
    metadata: { event_type: 'sdrs_notification' as const, event_payload: { id: message.notification.id } },
  };
  const sent = SlackReference.safeParse(parseJson(earlier ?? '')).data;
  if (sent === undefined) return { method: 'chat.postMessage', payload };
  if (mode === 'update') return { method: 'chat.update', payload: { ...payload, ...sent } };
  return { method: 'chat.postMessage', payload: { ...payload, thread_ts: sent.ts } };
}
