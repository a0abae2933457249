import type { Notice } from '../notice/notice.ts';
import { messageOf } from './message-of.ts';
import { spanText } from './span.ts';
import type { Telling } from './telling.ts';

/** A notice as people would see it in a chat, as lines for a terminal; no line break at its end, no control characters. */
export function renderForPeople(notice: Notice, telling?: Telling): string {
  const { mark, title, summary, detail, facts, links, footer } = messageOf(notice, telling);
  const width = Math.max(...facts.map(({ label }) => label.length));
  return [
    `${mark} ${title}`,
    summary,
    ...(detail === undefined ? [] : [`${detail.label}: ${detail.text}`]),
    ...facts.map(({ label, value }) => `  ${label.padEnd(width)}  ${spanText(value)}`),
    ...links.map(({ text, url }) => `  ${text}: ${url}`),
    footer,
  ].join('\n');
}
