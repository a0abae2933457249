import type { Measure } from '../../job/cut-text.ts';
import type { LinkSpan, Span } from '../../message/span.ts';
import type { Line, TextForm } from './message-text.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text without a format, for renderers of Markdown that do not know all of CommonMark: angle brackets become entities,
 * for a backslash would not stop every renderer from reading a tag. Line breaks become dots, so that nothing stands at the
 * beginning of a line, where `#`, `-` or `1.` would be a format too.
 */
const escapeMarkdown = (text: string): string =>
  text
    .replace(/[&<>]/g, (character) => entities[character] ?? character)
    .replace(/[\\`*_~|[\]]/g, '\\$&')
    .replace(/\n+/g, ' · ');

/** A form of Markdown in headings, bold, lists and links; code only where the vendor documents it. */
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

/** Where code is known, ids stay as they are in it; what a careless renderer could take for a tag or a link is no id. */
const spanText = ({ kind, text }: Span, code: boolean): string =>
  code && kind === 'code' && !/[`<[]/.test(text) ? `\`${text}\`` : escapeMarkdown(text);

const linkText = ({ text, url }: LinkSpan): string => `[${escapeMarkdown(text)}](${escapeAddress(url)})`;

/** What could end an address in Markdown is percent-encoded, which means the same to every server. */
const escapeAddress = (url: string): string =>
  url.replace(/[()[\]\\*`|~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
