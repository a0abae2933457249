import { cut, jsonBytes } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { cutSpans, spanText } from '../../../message/span.ts';
import type { Severity } from '../../../notification/notification.ts';
import { defangMessage } from '../../text/defang.ts';
import { type CardElement, type FeishuCard, labelled, linkButton, mentions, textElement } from './card.ts';
import type { FeishuConfig } from './config.ts';
import type { FeishuSignature } from './sign.ts';

/** A message of a custom bot. The card is an object here. The API of apps uses a string instead. */
export interface FeishuPayload extends Partial<FeishuSignature> {
  msg_type: 'interactive';
  card: FeishuCard;
}

/** In bytes of the body. Feishu documents 20 KB; 200 are reserved for the signature. */
const longestCard = 18_000 - 200;
/** The limit of each part, in bytes as JSON. The reason gets what is left, at least 4,000. */
const limits = { summary: 500, fact: 240, links: 3, link: 60, url: 300 };
const templates: Record<Severity, FeishuCard['header']['template']> = {
  info: 'green',
  warning: 'orange',
  error: 'red',
};

const stringBytes = (text: string): number => jsonBytes(text) - 2;

/** Renders an interactive card. Text from outside appears only in elements without formats. */
export function renderFeishu(whole: Message, config: FeishuConfig): FeishuCard {
  const message = defangMessage(whole);
  const bare = cardOf(message, [], config);
  return cardOf(message, detailOf(message, longestCard - jsonBytes(bare)), config);
}

function cardOf(message: Message, detail: CardElement[], config: FeishuConfig): FeishuCard {
  const { icon, severity, title, summary, facts, footer } = message;
  const { keyword, mention = [] } = config;
  const ending = keyword === undefined ? footer : `${footer} · ${keyword}`;
  return {
    schema: '2.0',
    header: {
      template: templates[severity],
      title: { tag: 'plain_text', content: `${icon} ${title}` },
    },
    body: {
      elements: [
        textElement(cut(summary, limits.summary, stringBytes)),
        ...detail,
        ...facts.map(({ label, value }) =>
          labelled(label, spanText(cutSpans(value, limits.fact, stringBytes)) || '-'),
        ),
        ...buttons(message),
        ...(mention.length === 0 ? [] : [mentions(mention)]),
        textElement(ending, { text_size: 'notation', text_color: 'grey' }),
      ],
    },
  };
}

function detailOf({ detail }: Message, available: number): CardElement[] {
  if (detail === undefined) return [];
  const frame = jsonBytes(textElement(`${detail.label}: `)) + 1;
  return [textElement(`${detail.label}: ${cut(detail.text, available - frame, stringBytes)}`)];
}

const buttons = ({ links }: Message): CardElement[] =>
  links
    .filter(({ url }) => stringBytes(url) <= limits.url)
    .slice(0, limits.links)
    .map(({ text, url }) => linkButton(cut(text, limits.link, stringBytes), url));
