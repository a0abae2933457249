import { jsonBytes } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { defangMessage } from '../../text/defang.ts';
import { cardSpans, cardText, plainCardText } from './text.ts';

/** The widgets that we use (developers.google.com/workspace/chat/api/reference/rest/v1/cards). */
export type GoogleChatWidget =
  | { textParagraph: { text: string } }
  | { decoratedText: { topLabel: string; text: string; wrapText: true } }
  | { buttonList: { buttons: { text: string; onClick: { openLink: { url: string } } }[] } };

/**
 * The body of a webhook call. `text` contains mentions only. Clients show `fallbackText` in their
 * notifications.
 */
export interface GoogleChatPayload {
  text?: string;
  fallbackText: string;
  cardsV2: [
    {
      cardId: string;
      card: { header: { title: string }; sections: { widgets: GoogleChatWidget[] }[] };
    },
  ];
  thread?: { threadKey: string };
}

/** The options of a destination that change its messages. */
export interface GoogleChatOptions {
  mode?: 'new' | 'thread' | undefined;
  mention?: readonly string[] | undefined;
}

/**
 * In bytes. Google Chat accepts 32,000 in a message (reference of spaces.messages, "text"). We stay below
 * that. The reason gets what the other parts leave.
 */
const limits = {
  total: 30_000,
  title: 800,
  summary: 1_200,
  detail: 8_000,
  fact: 900,
  button: 200,
  url: 800,
  footer: 600,
};
const mostLinks = 3;

/** Renders a Google Chat message with one card. */
export function renderGoogleChat(
  whole: Message,
  { mode, mention = [] }: GoogleChatOptions,
): GoogleChatPayload {
  const message = defangMessage(whole);
  const title = `${message.icon} ${message.title}`;
  const payload = (detail: GoogleChatWidget[]): GoogleChatPayload => ({
    ...(mention.length > 0 && { text: mention.map((name) => `<${name}>`).join(' ') }),
    fallbackText: plainCardText(title, limits.title),
    cardsV2: [
      {
        cardId: message.notification.id,
        card: {
          header: { title: plainCardText(title, limits.title) },
          sections: sectionsOf(message, detail),
        },
      },
    ],
    ...(mode === 'thread' && { thread: { threadKey: message.notification.watch } }),
  });
  const available = limits.total - jsonBytes(payload([paragraph('')])) - 1;
  return payload(detailWidget(message, Math.min(limits.detail, available)));
}

const paragraph = (text: string): GoogleChatWidget => ({ textParagraph: { text } });

function detailWidget({ detail }: Message, available: number): GoogleChatWidget[] {
  if (detail === undefined) return [];
  const label = `<b>${detail.label}:</b> `;
  const text = cardText(detail.text, available - label.length);
  return text === '' ? [] : [paragraph(`${label}${text}`)];
}

function sectionsOf(message: Message, detail: GoogleChatWidget[]): { widgets: GoogleChatWidget[] }[] {
  const { summary, facts, footer } = message;
  const factWidgets = facts.map(({ label, value }) => ({
    decoratedText: { topLabel: label, text: cardSpans(value, limits.fact), wrapText: true as const },
  }));
  return [
    { widgets: [paragraph(cardText(summary, limits.summary)), ...detail] },
    { widgets: [...factWidgets, ...buttonWidget(message)] },
    { widgets: [paragraph(cardText(footer, limits.footer))] },
  ].filter(({ widgets }) => widgets.length > 0);
}

function buttonWidget({ links }: Message): GoogleChatWidget[] {
  const buttons = links
    .filter(({ url }) => jsonBytes(url) <= limits.url)
    .slice(0, mostLinks)
    .map(({ text, url }) => ({ text: plainCardText(text, limits.button), onClick: { openLink: { url } } }));
  return buttons.length === 0 ? [] : [{ buttonList: { buttons } }];
}
