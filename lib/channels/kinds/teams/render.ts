import type { Fact, Message } from '../../../message/message.ts';

import type { Severity } from '../../../notification/notification.ts';
import { defangMessage } from '../../text/defang.ts';
import type { TeamsMention } from './config.ts';
import { cardBytes, cardSpans, cardText, type TextRun } from './text.ts';

interface RichTextBlock {
  type: 'RichTextBlock';
  spacing?: 'Small';
  separator?: true;
  inlines: TextRun[];
}

interface Container {
  type: 'Container';
  style: 'good' | 'warning' | 'attention';
  bleed: true;
  items: RichTextBlock[];
}

interface MentionBlock {
  type: 'TextBlock';
  text: string;
  wrap: true;
}

interface OpenUrl {
  type: 'Action.OpenUrl';
  title: string;
  url: string;
}

interface MentionEntity {
  type: 'mention';
  text: string;
  mentioned: TeamsMention;
}

/**
 * The elements that we use, of Adaptive Cards 1.5 (adaptivecards.io/explorer). It is the latest version that
 * all Teams clients show.
 */
export interface TeamsCard {
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  type: 'AdaptiveCard';
  version: '1.5';
  body: (Container | RichTextBlock | MentionBlock)[];
  actions: OpenUrl[];
  msteams: { width: 'full'; entities: MentionEntity[] };
}

/** The body of a call to a workflow made from the template "Send webhook alerts to a channel". */
export interface TeamsPayload {
  type: 'message';
  attachments: [
    { contentType: 'application/vnd.microsoft.card.adaptive'; contentUrl: null; content: TeamsCard },
  ];
}

/**
 * In bytes, counted as if every character outside ASCII were escaped. Teams accepts 28,672 bytes of a message
 * that the workflow has processed, which is about a sixth more than was sent
 * (github.com/MicrosoftDocs/msteams-docs/issues/11274). A workflow that fails does not report it, so the
 * total is 20,000. The reason gets what the other parts leave.
 */
const limits = {
  total: 20_000,
  title: 1_200,
  summary: 900,
  detail: 5_000,
  fact: 480,
  button: 150,
  url: 600,
  footer: 450,
};
const mostLinks = 3;

const styles = { info: 'good', warning: 'warning', error: 'attention' } as const satisfies Record<
  Severity,
  string
>;

/** Renders an adaptive card. Text appears in TextRuns, which do not support Markdown. */
export function renderTeams(whole: Message, mention: readonly TeamsMention[] = []): TeamsPayload {
  const message = defangMessage(whole);
  const available =
    limits.total - cardBytes(JSON.stringify(payloadOf(message, mention, [detailBlock('', '')])));
  return payloadOf(message, mention, detailOf(message, Math.min(limits.detail, available)));
}

function payloadOf(
  message: Message,
  mention: readonly TeamsMention[],
  detail: RichTextBlock[],
): TeamsPayload {
  const content: TeamsCard = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      titleOf(message),
      ...mentionBlock(mention),
      summaryOf(message),
      ...detail,
      ...message.facts.map(factBlock),
      footerOf(message),
    ],
    actions: actionsOf(message),
    msteams: { width: 'full', entities: mention.map(entityOf) },
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

const block = (...inlines: TextRun[]): RichTextBlock => ({ type: 'RichTextBlock', inlines });
const run = (text: string, limit: number): TextRun => ({ type: 'TextRun', text: cardText(text, limit) });

const titleOf = ({ icon, severity, title }: Message): Container => ({
  type: 'Container',
  style: styles[severity],
  bleed: true,
  items: [block({ ...run(`${icon} ${title}`, limits.title), size: 'Large', weight: 'Bolder' })],
});

const summaryOf = ({ summary }: Message): RichTextBlock => block(run(summary, limits.summary));

const footerOf = ({ footer }: Message): RichTextBlock => ({
  ...block({ ...run(footer, limits.footer), size: 'Small', isSubtle: true }),
  separator: true,
});

const factBlock = ({ label, value }: Fact): RichTextBlock => ({
  ...block({ type: 'TextRun', text: `${label}: `, weight: 'Bolder' }, ...cardSpans(value, limits.fact)),
  spacing: 'Small',
});

const detailBlock = (label: string, text: string): RichTextBlock =>
  block({ type: 'TextRun', text: `${label}: `, weight: 'Bolder' }, { type: 'TextRun', text });

function detailOf({ detail }: Message, available: number): RichTextBlock[] {
  if (detail === undefined) return [];
  const text = cardText(detail.text, available - detail.label.length - 1);
  return text === '' ? [] : [detailBlock(detail.label, text)];
}

const actionsOf = ({ links }: Message): OpenUrl[] =>
  links
    .filter(({ url }) => cardBytes(url) <= limits.url)
    .slice(0, mostLinks)
    .map(({ text, url }) => ({ type: 'Action.OpenUrl', title: cardText(text, limits.button), url }));

/**
 * Renders mentions. Teams searches for mentions in this element only, and it contains no text from outside.
 */
const mentionBlock = (mention: readonly TeamsMention[]): MentionBlock[] =>
  mention.length === 0
    ? []
    : [{ type: 'TextBlock', text: mention.map(({ name }) => `<at>${name}</at>`).join(' '), wrap: true }];

const entityOf = (mentioned: TeamsMention): MentionEntity => ({
  type: 'mention',
  text: `<at>${mentioned.name}</at>`,
  mentioned,
});
