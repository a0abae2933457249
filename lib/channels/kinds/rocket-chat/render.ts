import type { Message } from '../../../message/message.ts';
import { type Attachment, attachmentOf, headlineOf } from '../../text/chat-attachment.ts';
import { chatText } from '../../text/chat-markdown.ts';

/** The body of a call of an incoming integration (RocketChat/Rocket.Chat processWebhookMessage.ts). */
export interface RocketChatPayload {
  text: string;
  /** No previews of pages. */
  parseUrls: false;
  attachments: [Attachment, Pick<Attachment, 'color' | 'text'>];
}

const footerLength = 300;

/** A notification as a Rocket.Chat message: a headline, an attachment with everything else, and the footer, which attachments do not have. */
export function renderRocketChat(message: Message, mention?: readonly string[]): RocketChatPayload {
  const attachment = attachmentOf(message);
  return {
    text: headlineOf(message, mention),
    parseUrls: false,
    attachments: [attachment, { color: attachment.color, text: chatText(message.footer, footerLength) }],
  };
}
