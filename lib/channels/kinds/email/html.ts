import { cut } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import type { LinkSpan, Span } from '../../../message/span.ts';
import { severityColors } from '../../text/severity-colors.ts';

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** In characters, before escaping. */
const limits = { detail: 20_000, fact: 1_000, link: 100, url: 2_000 };
const mostLinks = 10;

/** Renders HTML that every mail client shows: one table, inline styles, no remote content. */
export function messageHtml(message: Message): string {
  const { icon, title, severity, summary, detail, facts, links, footer } = message;
  const rows = [
    ...(detail === undefined ? [] : [row(detail.label, lines(cut(detail.text, limits.detail)))]),
    ...facts.map(({ label, value }) => row(label, value.map(spanHtml).join(' '))),
  ];
  return [
    '<!doctype html><html><body style="font:14px/1.5 sans-serif;color:#1f2328;margin:0;padding:16px">',
    `<h1 style="font-size:18px;margin:0 0 8px;border-left:6px solid ${severityColors[severity]};padding-left:10px">`,
    `${icon} ${escapeHtml(title)}</h1><p>${escapeHtml(summary)}</p>`,
    `<table cellpadding="0" cellspacing="0" style="border-collapse:collapse">${rows.join('')}</table>`,
    links
      .filter(({ url }) => url.length <= limits.url)
      .slice(0, mostLinks)
      .map(linkHtml)
      .join(''),
    `<p style="color:#6e7781;font-size:12px">${escapeHtml(footer)}</p></body></html>`,
  ].join('');
}

const row = (label: string, html: string): string =>
  `<tr><th align="left" valign="top" style="padding:4px 16px 4px 0;font-weight:600">${escapeHtml(label)}</th>` +
  `<td style="padding:4px 0">${html}</td></tr>`;

const linkHtml = ({ text, url }: LinkSpan): string =>
  `<p><a href="${escapeHtml(url)}">${escapeHtml(cut(text, limits.link))}</a></p>`;

const lines = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>');

function spanHtml({ kind, text }: Span): string {
  const html = escapeHtml(cut(text, limits.fact));
  switch (kind) {
    case 'plain':
      return html;
    case 'bold':
      return `<b>${html}</b>`;
    case 'code':
      return `<code>${html}</code>`;
  }
}
