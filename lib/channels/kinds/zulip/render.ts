import { cut, type Measure } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { attachmentOf } from '../../text/chat-attachment.ts';
import { chatText, chatTitle } from '../../text/chat-markdown.ts';
import type { ZulipConfig } from './config.ts';

/** The arguments of POST /messages (zulip.com/api/send-message). */
export interface ZulipMessage {
  type: 'stream';
  to: string;
  topic: string;
  content: string;
}

const codePoints: Measure = (text) => [...text].length;
/** Zulip cuts longer topics and messages, which have 10,000 code points (zulip.com/api/register-queue, `max_topic_length`). */
const longestTopic = 60;
const limits = { title: 250, footer: 300, content: 10_000 };

/**
 * Renders a notification as one Zulip text. Zulip's Markdown has no backslash escapes, so texts from outside are plain prose
 * or code. Facts that do not fit are left out from the end, and the footer stays.
 */
export function renderZulip(message: Message, jobId: string, config: ZulipConfig): ZulipMessage {
  const { text, fields } = attachmentOf(message);
  const mentions = (config.mention ?? []).map((name) => `@**${name}**`);
  const head = [...mentions, message.icon, chatTitle(message.title, limits.title)].join(' ');
  const footer = chatText(message.footer, limits.footer);
  const lines: string[] = [];
  for (const { title, value } of fields) {
    const line = `* **${title}:** ${value}`;
    const whole = [head, text, [...lines, line].join('\n'), footer].join('\n\n');
    if (codePoints(whole) <= limits.content) lines.push(line);
  }
  return {
    type: 'stream',
    to: config.channel,
    topic: config.topic ?? cut(`Job ${jobId}`, longestTopic, codePoints),
    content: [head, text, lines.join('\n'), footer].filter((part) => part !== '').join('\n\n'),
  };
}
