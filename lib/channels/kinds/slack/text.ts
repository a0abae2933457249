import { cut, type Measure } from '../../../job/cut-text.ts';
import { cutSpans, type LinkSpan, type Span, spanText } from '../../../message/span.ts';

/** Text that Slack does not format. */
export interface PlainText {
  type: 'plain_text';
  text: string;
  emoji: false;
}

/** Text with Slack's markup. `verbatim` stops Slack from finding links, channels and people in it. */
export interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}

/**
 * Escapes Slack's three control characters. Without them there are no mentions and no links (docs.slack.dev,
 * "Formatting message text").
 */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Measures characters after escaping, as Slack does. */
const slackCharacters: Measure = (text) => escapeSlack(text).length;

/** Cuts a text to a limit and escapes it. Never empty, because Slack refuses an empty text. */
export const slackText = (text: string, limit: number): string =>
  escapeSlack(cut(text, limit, slackCharacters)) || '-';

export const plainText = (text: string, limit: number): PlainText => ({
  type: 'plain_text',
  text: slackText(text, limit),
  emoji: false,
});

export const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });

/**
 * Formats spans. If one contains a character that Slack reads as a format, all become plain text: Slack has
 * no escape for these characters.
 */
export function spansText(spans: readonly Span[], limit: number): PlainText | Mrkdwn {
  const delimiters = 2 * spans.length;
  const fitting = cutSpans(spans, limit - delimiters, slackCharacters);
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

/**
 * Formats a link. Returns undefined if its address is longer than `limit`, because a cut address is useless.
 */
export function linkText({ text, url }: LinkSpan, limit: number): string | undefined {
  const address = escapeSlack(url).replaceAll('|', '%7C');
  const label = slackText(text.replace(/[*_~`:|]/g, ' '), 60);
  return address.length > limit ? undefined : `<${address}|${label}>`;
}
