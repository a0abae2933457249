import { untrustedLine, untrustedText } from '../job/plain-text.ts';
import type { Link, Notification } from '../notification/notification.ts';
import { digestMessage } from './digest-message.ts';
import { factsOf } from './facts.ts';
import { footerOf } from './footer.ts';
import { iconOf } from './icon.ts';
import { type Locale, localeOf } from './locale.ts';
import type { Message } from './message.ts';
import type { RenderOptions } from './render-options.ts';
import type { LinkSpan } from './span.ts';
import { summaryOf, titleOf, titlePartsOf } from './summary.ts';

/** Puts a notification into words, once for all kinds. Everything in it is free of control characters. */
export function messageOf(notification: Notification, renderOptions: RenderOptions = {}): Message {
  const locale = localeOf(renderOptions);
  if (renderOptions.digest !== undefined && renderOptions.digest.length > 1) {
    return digestMessage(notification, { ...renderOptions, digest: renderOptions.digest }, locale);
  }
  const parts = titlePartsOf(notification, locale);
  const detail = detailOf(notification, locale);
  return {
    icon: iconOf(notification),
    title: titleOf(notification, parts, locale),
    severity: notification.severity,
    summary: summaryOf(notification, parts, { locale, renderOptions }),
    ...(detail !== undefined && { detail }),
    facts: factsOf(notification, renderOptions, locale),
    links: notification.links.flatMap(safeLink),
    linksLabel: locale.strings.labels.links,
    footer: footerOf(notification, locale),
    notification: { id: notification.id, time: notification.time, watch: notification.watch.id },
  };
}

function detailOf({ job, reason, problem }: Notification, { strings }: Locale): Message['detail'] {
  const texts = [job.fail_reason, reason, problem?.message].map((text) => untrustedText(text ?? ''));
  const notified = texts.filter(
    (text, index) => text !== '' && !texts.some((other, before) => before < index && other.includes(text)),
  );
  return notified.length === 0 ? undefined : { label: strings.labels.reason, text: notified.join('\n') };
}

function safeLink({ label, url }: Link): LinkSpan[] {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:') return [];
  return [{ kind: 'link', text: untrustedLine(label) || parsed.host, url: parsed.href }];
}
