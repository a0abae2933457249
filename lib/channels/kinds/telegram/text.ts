import { utf16Units } from '../../../job/cut-text.ts';
import type { LinkSpan, Span } from '../../../message/span.ts';
import type { Line, TextForm } from '../../text/message-text.ts';

/** Escapes the characters of HTML mode (core.telegram.org/bots/api#html-style). */
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * Matches text in which Telegram finds something by itself: names, hashtags, commands, addresses, host names,
 * telephone and card numbers. It does not search in code.
 */
const live = /[@#$/]|[\p{L}\p{N}]\.\p{L}|\d{1,3}(?:\.\d{1,3}){3}|\+\d|(?:\d[ -]?){13}/u;

const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;
const bold = (text: string): string => `<b>${escapeHtml(text)}</b>`;

/** Prevents formats and links: text in which Telegram would find something becomes code. */
const inert = (text: string): string => (live.test(text) ? code(text) : escapeHtml(text));

/** Measures the UTF-16 units of a text without tags and with its entities decoded, as Telegram does. */
const parsedLength = (html: string): number =>
  html.replace(/<[^<>]*>/g, '').replace(/&(?:amp|lt|gt|quot);/g, '&').length;

/** Makes the form of HTML mode. `budget` is in UTF-16 units after parsing. Telegram accepts 4,096. */
export const telegramForm = (budget: number): TextForm => ({
  budget,
  write,
  size: parsedLength,
  measure: utf16Units,
});

function write(line: Line): string {
  switch (line.kind) {
    case 'title': {
      const { icon } = line;
      return live.test(line.text) ? `${icon} ${code(line.text)}\n` : `${bold(`${icon} ${line.text}`)}\n`;
    }
    case 'summary':
      return `${inert(line.text)}\n\n`;
    case 'detail':
      return `${bold(`${line.label}:`)} ${inert(line.text)}\n\n`;
    case 'fact':
      return `${bold(`${line.label}:`)} ${line.value.map(spanText).join(' ')}\n`;
    case 'links':
      return `\n${line.links.map(linkText).join(' · ')}\n`;
    case 'footer':
      return `\n${code(line.text)}\n`;
  }
}

function spanText({ kind, text }: Span): string {
  switch (kind) {
    case 'plain':
      return inert(text);
    case 'bold':
      return live.test(text) ? code(text) : bold(text);
    case 'code':
      return code(text);
  }
}

const linkText = ({ text, url }: LinkSpan): string => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
