import type { Notification } from '../notification/notification.ts';
import { messageOf } from './message-of.ts';
import type { RenderOptions } from './render-options.ts';
import { spanText } from './span.ts';

/** A notification as people would see it in a chat, as lines for a terminal; no line break at its end, no control characters. */
export function renderForPeople(notification: Notification, renderOptions?: RenderOptions): string {
  const { icon, title, summary, detail, facts, links, footer } = messageOf(notification, renderOptions);
  const width = Math.max(...facts.map(({ label }) => label.length));
  return [
    `${icon} ${title}`,
    summary,
    ...(detail === undefined ? [] : [`${detail.label}: ${detail.text}`]),
    ...facts.map(({ label, value }) => `  ${label.padEnd(width)}  ${spanText(value)}`),
    ...links.map(({ text, url }) => `  ${text}: ${url}`),
    footer,
  ].join('\n');
}
