import { untrustedLine, untrustedText } from '../job/plain-text.ts';
import type { Link, Notification } from '../notification/notification.ts';
import { digestMessage } from './digest-message.ts';
import { factsOf } from './facts.ts';
import { iconOf, shortId, summaryOf, titleOf, titlePartsOf } from './headline.ts';
import { type Locale, localeOf } from './locale.ts';
import type { Message } from './message.ts';
import type { RenderOptions } from './render-options.ts';
import type { LinkSpan } from './span.ts';

/** Returns the message that every kind of channel renders. No text in it contains a control character. */
export function messageOf(notification: Notification, renderOptions: RenderOptions = {}): Message {
  const locale = localeOf(renderOptions);
  if (renderOptions.digest !== undefined && renderOptions.digest.length > 1) {
    return digestMessage(notification, { ...renderOptions, digest: renderOptions.digest }, locale);
  }
  const parts = titlePartsOf(notification, locale);
  const title = titleOf(notification, parts, locale);
  const reason = reasonOf(notification);
  return {
    icon: iconOf(notification),
    title,
    severity: notification.severity,
    summary: summaryOf(notification, parts, { locale, renderOptions }),
    ...(reason !== '' && { detail: { label: locale.strings.labels.reason, text: reason } }),
    facts: factsOf(notification, { renderOptions, locale, title, reason }),
    links: notification.links.flatMap(safeLink),
    linksLabel: locale.strings.labels.links,
    footer: footerOf(notification, { title, locale }),
    notification: { id: notification.id, time: notification.time, watch: notification.watch.id },
  };
}

/** Returns the reasons that the cloud and the watch gave, each once. The title gives the one of an unknown status. */
function reasonOf({ type, job, reason, problem }: Notification): string {
  const given = [job.fail_reason, type === 'sdrs.job.unknown_status' ? '' : reason, problem?.message];
  const texts = given.map((text) => untrustedText(text ?? ''));
  return texts
    .filter(
      (text, index) => text !== '' && !texts.some((other, before) => before < index && other.includes(text)),
    )
    .join('\n');
}

function safeLink({ label, url }: Link): LinkSpan[] {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:') return [];
  return [{ kind: 'link', text: untrustedLine(label) || parsed.host, url: parsed.href }];
}

/**
 * Returns the origin of a message: job (unless the title contains its id), watch and notification. People recognise a
 * duplicate by the notification's id.
 */
function footerOf(
  { id, job, watch }: Notification,
  { title, locale }: { title: string; locale: Locale },
): string {
  const { strings, duration } = locale;
  const { polls, detection_delay_seconds: delay } = watch;
  const jobId = shortId(job.job_id);
  const seen = delay === undefined ? '' : `, ${strings.footer.seenAfter(duration(delay))}`;
  const parts = [
    title.includes(jobId) ? '' : `${strings.footer.job} ${jobId}`,
    `${strings.footer.watch} ${tail(watch.id)}`,
    polls === undefined ? '' : `${strings.footer.polls(polls)}${seen}`,
    id.slice(0, 12),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** Shortens the id of a watch to its end, which is unique. */
function tail(id: string): string {
  const text = untrustedLine(id);
  return text.length <= 16 ? text : `…${text.slice(-12).replace(/^\p{Surrogate}/u, '')}`;
}
