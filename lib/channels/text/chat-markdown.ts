import { cut, type Measure } from '../../job/cut-text.ts';
import { cutSpans, type LinkSpan, type Span } from '../../message/span.ts';
import { linkLabel } from './link-label.ts';

/**
 * Text for chats whose Markdown is a dialect with gaps: no backslash stops Mattermost from reading `$x$` or `<!channel>`, and
 * Rocket.Chat's clients do not agree on which backslashes count. So text is either made only of characters that mean nothing
 * to any dialect where they stand, or it is shown as code, in which nothing means anything (mattermost/marked lib/marked.js;
 * RocketChat/Rocket.Chat packages/message-parser).
 */
const prose =
  /^(?:[\p{L}\p{M}\p{N}\s,'"?/%=·–—…，。；：！？、（）“”‘’-]|\.(?=[\s\d…]|$)|:(?=\s|$)|(?<=\d\d):(?=\d\d))*$/u;
/** What begins a list, a rule, an underlined heading or a code block. */
const blockStart = /^(?: |[-=]|\d+\.(?:\s|$))/m;
/** What is linked without a scheme: names that begin with www, and IPv4 addresses. */
const bareAddress = /\bwww|\d\.\d+\.\d/i;

const isProse = (text: string): boolean =>
  prose.test(text) && !blockStart.test(text) && !bareAddress.test(text);

/**
 * Text that can stand in code: no backtick, and a zero width space behind `@` and `<`, because the servers look for
 * mentions and for Slack's links without regard to code.
 */
const inert = (text: string): string => text.replaceAll('`', 'ˋ').replace(/[@<]/g, '$&\u200B');

/** Both servers count characters, and none of them more than there are UTF-16 units. */
const characters: Measure = (text) => inert(text).length;

/** The two backticks or four asterisks around a text. */
const marks = 4;
const fence = { open: '```\n', close: '\n```' };

/** A text on one line, of at most `limit` characters; never empty. */
export const chatText = (text: string, limit: number): string =>
  chatSpan({ kind: 'plain', text: cut(text, limit - marks, characters) || '-' });

/** The same in bold, where it need not be code. */
export const chatTitle = (text: string, limit: number): string =>
  chatSpan({ kind: 'bold', text: cut(text, limit - marks, characters) });

/** Spans on one line, of at most `limit` characters. */
export const chatSpans = (spans: readonly Span[], limit: number): string =>
  cutSpans(spans, limit - marks * spans.length, characters)
    .map(chatSpan)
    .join(' ');

function chatSpan({ kind, text }: Span): string {
  if (kind === 'code' || !isProse(text)) return `\`${inert(text)}\``;
  return kind === 'bold' ? `**${text}**` : text;
}

/** A text of several lines behind its label, of at most `limit` characters, the label not counted. */
export function chatBlock({ label, text }: { label: string; text: string }, limit: number): string {
  const kept = cut(text, limit - fence.open.length - fence.close.length, characters);
  return isProse(kept) ? `${label}: ${kept}` : `${label}:\n${fence.open}${inert(kept)}${fence.close}`;
}

/** A link, or undefined when its address is longer than `limit`: half an address leads nowhere. */
export function chatLink({ text, url }: LinkSpan, limit: number): string | undefined {
  const address = url.replace(/[^A-Za-z0-9\-._:/?#!$&+,;=%]/g, percentEncoded);
  return address.length > limit ? undefined : `[${linkLabel(text)}](${address})`;
}

/** Of an address in normal form, in which only ASCII is left. */
const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
