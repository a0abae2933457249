import type { Measure } from '../../job/cut-text.ts';
import type { LinkSpan, Span } from '../../message/span.ts';
import type { Line, TextForm } from './message-text.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Escapes text for Markdown renderers that do not support all of CommonMark. Angle brackets become entities,
 * because not every renderer honours a backslash before a tag. Line breaks become dots, so that no `#`, `-`
 * or `1.` begins a line.
 */
const escapeMarkdown = (text: string): string =>
  text
    .replace(/[&<>]/g, (character) => entities[character] ?? character)
    .replace(/[\\`*_~|[\]]/g, '\\$&')
    .replace(/\n+/g, ' · ');

/** Makes a text form in Markdown: headings, bold, lists and links. Code only if the vendor documents it. */
export function markdownForm(vendor: { budget: number; size: Measure; code: boolean }): TextForm {
  const { budget, size, code } = vendor;
  const write = (line: Line): string => {
    switch (line.kind) {
      case 'title':
        return `### ${line.icon} ${escapeMarkdown(line.text)}\n\n`;
      case 'summary':
        return `${escapeMarkdown(line.text)}\n\n`;
      case 'detail':
        return `**${line.label}:** ${escapeMarkdown(line.text)}\n\n`;
      case 'fact':
        return `- **${line.label}:** ${line.value.map((span) => spanText(span, code)).join(' ')}\n`;
      case 'links':
        return `\n${line.links.map(linkText).join(' · ')}\n`;
      case 'footer':
        return `\n${spanText({ kind: 'code', text: line.text }, code)}\n`;
    }
  };
  return { budget, write, size, measure: (text) => size(escapeMarkdown(text)) };
}

/**
 * Shows ids as code if the vendor supports it. Text that a careless renderer could take for a tag or a link
 * is escaped instead.
 */
const spanText = ({ kind, text }: Span, code: boolean): string =>
  code && kind === 'code' && !/[`<[]/.test(text) ? `\`${text}\`` : escapeMarkdown(text);

const linkText = ({ text, url }: LinkSpan): string => `[${escapeMarkdown(text)}](${escapeAddress(url)})`;

/** Percent-encodes characters that could end an address in Markdown. Servers treat both forms alike. */
const escapeAddress = (url: string): string =>
  url.replace(/[()[\]\\*`|~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
