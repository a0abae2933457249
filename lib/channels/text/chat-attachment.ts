import type { Message } from '../../message/message.ts';
import { spanText } from '../../message/span.ts';
import { chatBlock, chatLink, chatSpans, chatText, chatTitle } from './chat-markdown.ts';
import { severityColors } from './severity-colors.ts';

/** A label and its value. Two short fields appear side by side. */
interface AttachmentField {
  title: string;
  value: string;
  short: boolean;
}

/** The fields of Slack's attachments that Mattermost and Rocket.Chat support. */
export interface Attachment {
  color: string;
  text: string;
  fields: AttachmentField[];
}

/**
 * The limit of each part, in characters. 16 facts and 3 links take less than 12,000. Mattermost accepts
 * 16,383 in a message (server/public/model/post.go), so no part ever has to be omitted.
 */
const limits = { title: 250, summary: 600, detail: 3_000, fact: 350, link: 400 };
const shortLength = 40;
const mostLinks = 3;

/**
 * Renders the headline above the attachment. Clients show it in their notifications too. Mentions come from
 * the configuration only.
 */
export function headlineOf({ icon, title }: Message, mention: readonly string[] = []): string {
  const mentions = mention.map((name) => `@${name}`);
  return [...mentions, icon, chatTitle(title, limits.title)].join(' ');
}

/** Renders the rest of a message without its footer. */
export function attachmentOf(message: Message): Attachment {
  const { severity, summary, detail, facts } = message;
  const fields = facts.map(({ label, value }) => ({
    title: label,
    value: chatSpans(value, limits.fact),
    short: spanText(value).length <= shortLength,
  }));
  return {
    color: severityColors[severity],
    text: [
      chatText(summary, limits.summary),
      ...(detail === undefined ? [] : [chatBlock(detail, limits.detail)]),
    ].join('\n\n'),
    fields: [...fields, ...linkField(message)],
  };
}

function linkField({ links, linksLabel }: Message): AttachmentField[] {
  const texts = links.map((link) => chatLink(link, limits.link)).filter((text) => text !== undefined);
  if (texts.length === 0) return [];
  return [{ title: linksLabel, value: texts.slice(0, mostLinks).join(' · '), short: false }];
}
