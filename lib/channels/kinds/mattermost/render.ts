import { cut } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { type Attachment, attachmentOf, headlineOf } from '../../text/chat-attachment.ts';

/** The body of a webhook call (developers.mattermost.com/integrate/reference/message-attachments). */
export interface MattermostPayload {
  text: string;
  attachments: (Attachment & { footer: string })[];
}

/** The characters of a footer that Mattermost shows. It formats nothing there. */
const footerLength = 300;

/** Renders a Mattermost message: a headline, and one attachment with everything else. */
export function renderMattermost(message: Message, mention?: readonly string[]): MattermostPayload {
  return {
    text: headlineOf(message, mention),
    attachments: [{ ...attachmentOf(message), footer: cut(message.footer, footerLength) }],
  };
}
