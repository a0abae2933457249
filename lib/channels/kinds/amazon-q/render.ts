import { cut, jsonBytes } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import type { Notification } from '../../../notification/notification.ts';
import { defangMessage } from '../../text/defang.ts';
import { markdownForm } from '../../text/markdown-text.ts';
import { writeMessage } from '../../text/message-text.ts';
import type { AmazonQConfig } from './config.ts';

/**
 * A custom notification (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html, "Event schema").
 */
export interface CustomNotification {
  version: '1.0';
  source: 'custom';
  id: string;
  content: { textType: 'client-markdown'; title: string; description: string; keywords: string[] };
  metadata: {
    threadId?: string;
    summary: string;
    eventType: string;
    relatedResources: string[];
    additionalContext: Record<string, string>;
  };
}

const stringBytes = (text: string): number => jsonBytes(text) - 2;
/** In bytes. These limits suit both a Slack section and a Teams card. */
const limits = { title: 250, summary: 250, description: 2_800 };
const form = markdownForm({ budget: limits.description, size: stringBytes, code: true });

/**
 * Replaces angle brackets, so that a title cannot contain a mention. AWS does not document whether titles are
 * escaped.
 */
const harmless = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›');

/**
 * Renders a custom notification. Amazon Q shows the title above the description, so the description omits it.
 */
export function renderAmazonQ(
  { notification, message: whole }: { notification: Notification; message: Message },
  { mode }: Pick<AmazonQConfig, 'mode'>,
): CustomNotification {
  const message = defangMessage(whole);
  const title = cut(harmless(`${message.icon} ${message.title}`), limits.title, stringBytes);
  const write: typeof form.write = (line) => (line.kind === 'title' ? '' : form.write(line));
  return {
    version: '1.0',
    source: 'custom',
    id: notification.id,
    content: {
      textType: 'client-markdown',
      title,
      description: writeMessage(message, { ...form, write }),
      keywords: [notification.outcome ?? notification.type, notification.severity],
    },
    metadata: {
      ...(mode === 'thread' && { threadId: notification.watch.id }),
      summary: cut(title, limits.summary, stringBytes),
      eventType: notification.type,
      relatedResources: [],
      additionalContext: { job_id: notification.job.job_id, notification_id: notification.id },
    },
  };
}
