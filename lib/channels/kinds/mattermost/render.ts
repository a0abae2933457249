import { cut } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { type Attachment, attachmentOf, headlineOf } from '../../text/chat-attachment.ts';

/** The body of a call of an incoming webhook (developers.mattermost.com/integrate/reference/message-attachments). */
export interface MattermostPayload {
  text: string;
  attachments: (Attachment & { footer: string })[];
}

/** Mattermost shows at most so much of a footer, and formats nothing in it. */
const footerLength = 300;

/** A notification as a Mattermost message: a headline, and an attachment with everything else. */
export function renderMattermost(message: Message, mention?: readonly string[]): MattermostPayload {
  return {
    text: headlineOf(message, mention),
    attachments: [{ ...attachmentOf(message), footer: cut(message.footer, footerLength) }],
  };
}
