import { cut, type Measure } from '../../../job/cut-text.ts';
import { cutSpans, type LinkSpan, type Span, spanText } from '../../../message/span.ts';

/** Text that Slack does not format at all. */
export interface PlainText {
  type: 'plain_text';
  text: string;
  emoji: false;
}

/** Text with Slack's markup; `verbatim` keeps Slack from finding links, channels and people in it by itself. */
export interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}

/** Slack's three control characters: without them no mention and no link comes about (docs.slack.dev, "Formatting message text"). */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Slack counts characters as they are sent, so after escaping. */
const slackCharacters: Measure = (text) => escapeSlack(text).length;

/** The text cut to a limit and escaped. Slack refuses an empty text. */
export const slackText = (text: string, limit: number): string =>
  escapeSlack(cut(text, limit, slackCharacters)) || '-';

export const plainText = (text: string, limit: number): PlainText => ({
  type: 'plain_text',
  text: slackText(text, limit),
  emoji: false,
});

export const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });

/**
 * Spans with their formats, or as plain text when one of them holds a character that Slack would read as a format: Slack
 * knows no way to escape those.
 */
export function spansText(spans: readonly Span[], limit: number): PlainText | Mrkdwn {
  const marks = 2 * spans.length;
  const fitting = cutSpans(spans, limit - marks, slackCharacters);
  const formatted = fitting.some(({ kind }) => kind !== 'plain') && fitting.every(canBeFormatted);
  return formatted ? mrkdwn(fitting.map(format).join(' ')) : plainText(spanText(fitting), limit);
}

const canBeFormatted = ({ kind, text }: Span): boolean =>
  kind === 'code' ? !text.includes('`') : !/[*_~`:<>&@#|]/.test(text);

function format({ kind, text }: Span): string {
  switch (kind) {
    case 'plain':
      return escapeSlack(text);
    case 'bold':
      return `*${escapeSlack(text)}*`;
    case 'code':
      return `\`${escapeSlack(text)}\``;
  }
}

/** A link, or undefined when its address is longer than `limit`: half an address leads nowhere. */
export function linkText({ text, url }: LinkSpan, limit: number): string | undefined {
  const address = escapeSlack(url).replaceAll('|', '%7C');
  const label = slackText(text.replace(/[*_~`:|]/g, ' '), 60);
  return address.length > limit ? undefined : `<${address}|${label}>`;
}
