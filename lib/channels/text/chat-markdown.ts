import { cut, type Measure } from '../../job/cut-text.ts';
import { cutSpans, type LinkSpan, type Span } from '../../message/span.ts';
import { linkLabel } from './link-label.ts';

/**
 * Formats text for chats whose Markdown is an incomplete dialect. In Mattermost no backslash escapes `$x$` or
 * `<!channel>`, and Rocket.Chat's clients disagree about backslashes. A text is shown as it is if none of its
 * characters has a meaning in any dialect. Otherwise it is shown as code (mattermost/marked lib/marked.js;
 * RocketChat/Rocket.Chat packages/message-parser).
 */
const prose =
  /^(?:[\p{L}\p{M}\p{N}\s,'"?/%=·–—…，。；：！？、（）“”‘’-]|\.(?=[\s\d…]|$)|:(?=\s|$)|(?<=\d\d):(?=\d\d))*$/u;
/** Starts a list, a rule, an underlined heading or a code block. */
const blockStart = /^(?: |[-=]|\d+\.(?:\s|$))/m;
/** Becomes a link without a scheme: names that begin with www, and IPv4 addresses. */
const bareAddress = /\bwww|\d\.\d+\.\d/i;

const isProse = (text: string): boolean =>
  prose.test(text) && !blockStart.test(text) && !bareAddress.test(text);

/**
 * Makes a text safe inside code: removes backticks, and puts a zero width space behind `@` and `<`. The
 * servers search for mentions and for Slack's links in code too.
 */
const inert = (text: string): string => text.replaceAll('`', 'ˋ').replace(/[@<]/g, '$&\u200B');

/** Both servers count characters. A text never has more characters than UTF-16 units. */
const characters: Measure = (text) => inert(text).length;

/** The length of two backticks or four asterisks around a text. */
const delimiters = 4;
const fence = { open: '```\n', close: '\n```' };

/** Formats a text on one line, at most `limit` characters. Never empty. */
export const chatText = (text: string, limit: number): string =>
  chatSpan({ kind: 'plain', text: cut(text, limit - delimiters, characters) || '-' });

/** Like `chatText`, but bold unless it has to be code. */
export const chatTitle = (text: string, limit: number): string =>
  chatSpan({ kind: 'bold', text: cut(text, limit - delimiters, characters) });

/** Formats spans on one line, at most `limit` characters. */
export const chatSpans = (spans: readonly Span[], limit: number): string =>
  cutSpans(spans, limit - delimiters * spans.length, characters)
    .map(chatSpan)
    .join(' ');

function chatSpan({ kind, text }: Span): string {
  if (kind === 'code' || !isProse(text)) return `\`${inert(text)}\``;
  return kind === 'bold' ? `**${text}**` : text;
}

/** Formats a text of several lines after its label. `limit` does not include the label. */
export function chatBlock({ label, text }: { label: string; text: string }, limit: number): string {
  const kept = cut(text, limit - fence.open.length - fence.close.length, characters);
  return isProse(kept) ? `${label}: ${kept}` : `${label}:\n${fence.open}${inert(kept)}${fence.close}`;
}

/**
 * Formats a link. Returns undefined if its address is longer than `limit`, because a cut address is useless.
 */
export function chatLink({ text, url }: LinkSpan, limit: number): string | undefined {
  const address = url.replace(/[^A-Za-z0-9\-._:/?#!$&+,;=%]/g, percentEncoded);
  return address.length > limit ? undefined : `[${linkLabel(text)}](${address})`;
}

/** Escapes an address in normal form, which contains ASCII only. */
const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
