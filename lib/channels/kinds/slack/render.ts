import type { Fact, Message } from '../../../message/message.ts';
import { linkText, type Mrkdwn, mrkdwn, type PlainText, plainText, slackText, spansText } from './text.ts';

type Text = PlainText | Mrkdwn;

/** The blocks that we use (docs.slack.dev/reference/block-kit/blocks). */
export type SlackBlock =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; text: Text }
  | { type: 'section'; fields: Text[] }
  | { type: 'context'; elements: Text[] };

/** The body of a webhook call. Notifications and screen readers use `text`. */
export interface SlackPayload {
  text: string;
  mrkdwn: false;
  unfurl_links: false;
  unfurl_media: false;
  blocks: SlackBlock[];
}

/**
 * The limit of each part, in characters after escaping. Slack accepts 150 in a header, 3,000 in a section,
 * 2,000 in a field, 10 fields in a section and 50 blocks. It refuses about 13,200 in all
 * (github.com/slackapi/bolt-js/issues/2509). 16 facts, 3 links and the rest take less than 10,000, so no part
 * ever has to be omitted.
 */
const limits = { header: 150, fallback: 500, summary: 500, detail: 1_900, fact: 300, link: 400, footer: 250 };
const factsOfSection = 5;
const mostLinks = 3;

/** Renders a Slack message in Block Kit. */
export function renderSlack(message: Message): SlackPayload {
  const title = `${message.icon} ${message.title}`;
  return {
    text: slackText(`${title}. ${message.summary}`, limits.fallback),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plainText(title, limits.header) },
      { type: 'section', text: plainText(message.summary, limits.summary) },
      ...detailBlock(message),
      ...factBlocks(message.facts),
      ...linkBlock(message),
      { type: 'context', elements: [plainText(message.footer, limits.footer)] },
    ],
  };
}

function detailBlock({ detail }: Message): SlackBlock[] {
  if (detail === undefined) return [];
  return [{ type: 'section', text: plainText(`${detail.label}: ${detail.text}`, limits.detail) }];
}

/** Slack shows fields in two columns: labels on the left, values on the right. */
function factBlocks(facts: readonly Fact[]): SlackBlock[] {
  if (facts.length === 0) return [];
  const fields = facts
    .slice(0, factsOfSection)
    .flatMap(({ label, value }) => [mrkdwn(`*${label}*`), spansText(value, limits.fact)]);
  return [{ type: 'section', fields }, ...factBlocks(facts.slice(factsOfSection))];
}

function linkBlock({ links }: Message): SlackBlock[] {
  const texts = links.map((link) => linkText(link, limits.link)).filter((text) => text !== undefined);
  if (texts.length === 0) return [];
  return [{ type: 'section', text: mrkdwn(texts.slice(0, mostLinks).join('  ·  ')) }];
}
