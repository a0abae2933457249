import type { Message } from '../../../message/message.ts';
import { type Attachment, attachmentOf, headlineOf } from '../../text/chat-attachment.ts';
import { chatText } from '../../text/chat-markdown.ts';

/** The body of an integration call (RocketChat/Rocket.Chat processWebhookMessage.ts). */
export interface RocketChatPayload {
  text: string;
  /** Turns off link previews. */
  parseUrls: false;
  attachments: [Attachment, Pick<Attachment, 'color' | 'text'>];
}

const footerLength = 300;

/**
 * Renders a Rocket.Chat message: a headline, one attachment with everything else, and the footer. Rocket.Chat
 * attachments have no footer.
 */
export function renderRocketChat(message: Message, mention?: readonly string[]): RocketChatPayload {
  const attachment = attachmentOf(message);
  return {
    text: headlineOf(message, mention),
    parseUrls: false,
    attachments: [attachment, { color: attachment.color, text: chatText(message.footer, footerLength) }],
  };
}
