import { cut, type Measure } from '../../../job/cut-text.ts';
import { cutSpans, type LinkSpan, type Span } from '../../../message/span.ts';
import { linkLabel } from '../../text/link-label.ts';

/** Everything that Discord's Markdown, mentions, timestamps, emoji and links are made of. */
const live = /[\\*_~`|<>[\]@#]|:(?=\S)/g;
/** What makes a list at the beginning of a line. */
const bullet = /^([^\S\r\n\u2028\u2029]*)([-+])/gm;
const number = /^([^\S\r\n\u2028\u2029]*\d+)([.)])/gm;
const mayBeEscaped = /[\\*_~`|<>[\]@#:+.)-]/g;

/** Text as Discord shows it, letter by letter: it takes a backslash before any punctuation for an escape. */
export const escapeDiscord = (text: string): string =>
  text.replace(live, '\\$&').replace(bullet, '$1\\$2').replace(number, '$1\\$2');

/** UTF-16 units after escaping, as if every line began at every character: never less than Discord counts. */
const discordCharacters: Measure = (text) => text.length + (text.match(mayBeEscaped)?.length ?? 0);

/** The text cut to a limit and escaped. */
export const discordText = (text: string, limit: number): string =>
  escapeDiscord(cut(text, limit, discordCharacters));

/** Spans with their formats, of at most `limit` characters. */
export const discordSpans = (spans: readonly Span[], limit: number): string =>
  cutSpans(spans, limit - marks * spans.length, discordCharacters)
    .map(format)
    .join(' ');

/** The asterisks around bold text. */
const marks = 4;

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

/** A link, or undefined when its address is longer than `limit`: half an address leads nowhere. */
export function discordLink({ text, url }: LinkSpan, limit: number): string | undefined {
  const address = url.replaceAll('(', '%28').replaceAll(')', '%29');
  return address.length > limit ? undefined : `[${linkLabel(text)}](${address})`;
}
