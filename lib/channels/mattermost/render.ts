import { cut } from '../../message/cut.ts';
import { messageOf } from '../../message/message.ts';
import type { Notice } from '../../notice/notice.ts';
import { type Attachment, attachmentOf, headlineOf } from '../chat-attachment.ts';

/** The body of a call of an incoming webhook (developers.mattermost.com/integrate/reference/message-attachments). */
export interface MattermostPayload {
  text: string;
  attachments: (Attachment & { footer: string })[];
}

/** Mattermost shows at most so much of a footer, and formats nothing in it. */
const footerLength = 300;

/** A notice as a Mattermost message: a headline, and an attachment with everything else. */
export function renderMattermost(notice: Notice, mention?: readonly string[]): MattermostPayload {
  const message = messageOf(notice);
  return {
    text: headlineOf(message, mention),
    attachments: [{ ...attachmentOf(message), footer: cut(message.footer, footerLength) }],
  };
}
