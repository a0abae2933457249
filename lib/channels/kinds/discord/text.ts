import { cut, type Measure } from '../../../job/cut-text.ts';
import { cutSpans, type LinkSpan, type Span } from '../../../message/span.ts';
import { linkLabel } from '../../text/link-label.ts';

/** The characters of Discord's Markdown, mentions, timestamps, emoji and links. */
const live = /[\\*_~`|<>[\]@#]|:(?=\S)/g;
/** Starts a list at the beginning of a line. */
const bullet = /^([^\S\r\n\u2028\u2029]*)([-+])/gm;
const number = /^([^\S\r\n\u2028\u2029]*\d+)([.)])/gm;
const mayBeEscaped = /[\\*_~`|<>[\]@#:+.)-]/g;

/** Escapes a text with backslashes. Discord treats a backslash before any punctuation as an escape. */
export const escapeDiscord = (text: string): string =>
  text.replace(live, '\\$&').replace(bullet, '$1\\$2').replace(number, '$1\\$2');

/**
 * Measures UTF-16 units after escaping, as if a line began at every character. The result is never less than
 * Discord counts.
 */
const discordCharacters: Measure = (text) => text.length + (text.match(mayBeEscaped)?.length ?? 0);

/** Cuts a text to a limit and escapes it. */
export const discordText = (text: string, limit: number): string =>
  escapeDiscord(cut(text, limit, discordCharacters));

/** Formats spans, at most `limit` characters in all. */
export const discordSpans = (spans: readonly Span[], limit: number): string =>
  cutSpans(spans, limit - delimiters * spans.length, discordCharacters)
    .map(format)
    .join(' ');

/** The length of the asterisks around bold text. */
const delimiters = 4;

function format({ kind, text }: Span): string {
  switch (kind) {
    case 'plain':
      return escapeDiscord(text);
    case 'bold':
      return `**${escapeDiscord(text)}**`;
    case 'code':
      return text.includes('`') ? escapeDiscord(text) : `\`${text}\``;
  }
}

/**
 * Formats a link. Returns undefined if its address is longer than `limit`, because a cut address is useless.
 */
export function discordLink({ text, url }: LinkSpan, limit: number): string | undefined {
  const address = url.replaceAll('(', '%28').replaceAll(')', '%29');
  return address.length > limit ? undefined : `[${linkLabel(text)}](${address})`;
}
