import { createHash } from 'node:crypto';
import { cut, jsonBytes } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { spanText } from '../../../message/span.ts';
import type { Notification, Severity } from '../../../notification/notification.ts';

/** An event of the Events API v2 (developer.pagerduty.com/docs/send-alert-event). */
export type PagerdutyEvent =
  | { routing_key: string; event_action: 'resolve'; dedup_key: string }
  | {
      routing_key: string;
      event_action: 'trigger';
      dedup_key: string;
      payload: {
        summary: string;
        source: string;
        severity: 'critical' | 'error' | 'warning' | 'info';
        timestamp: string;
        component: string;
        group: string;
        class: string;
        custom_details: Record<string, unknown>;
      };
      links: { href: string; text: string }[];
      client: string;
    };

/** A failed job is critical, so that PagerDuty wakes the person on call. */
const severities: Record<Severity, 'critical' | 'warning' | 'info'> = {
  error: 'critical',
  warning: 'warning',
  info: 'info',
};
/** In characters. PagerDuty accepts 1,024 in a summary, 255 in a key and 512 KB in all. */
const limits = { summary: 1_024, key: 255, detail: 8_000, fact: 2_000, label: 200, url: 2_000 };
const mostLinks = 10;
const longestDetails = 400_000;

/**
 * Renders an event. A problem opens the incident of its watch, and the success of the same watch resolves it.
 * A test opens an incident of its own.
 */
export function renderPagerduty(
  { notification, message }: { notification: Notification; message: Message },
  routingKey: string,
): PagerdutyEvent {
  const dedup = dedupKey(notification);
  if (notification.outcome === 'succeeded') {
    return { routing_key: routingKey, event_action: 'resolve', dedup_key: dedup };
  }
  const { job, account, service } = notification;
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: dedup,
    payload: {
      summary: cut(`${message.title} (${job.job_id})`, limits.summary),
      source: cut(`${account.cloud}/${account.region}/${account.id}`, limits.label),
      severity: severities[notification.severity],
      timestamp: notification.time,
      component: service,
      group: cut(account.id, limits.label),
      class: cut(job.error_code ?? notification.type, limits.label),
      custom_details: detailsOf(message, notification),
    },
    links: message.links
      .filter(({ url }) => url.length <= limits.url)
      .slice(0, mostLinks)
      .map(({ text, url }) => ({ href: url, text: cut(text, limits.label) })),
    client: 'sdrs-job-watcher',
  };
}

function dedupKey({ id, type, watch }: Notification): string {
  const key = type === 'sdrs.test' ? id : watch.id;
  return key.length <= limits.key ? key : createHash('sha256').update(key).digest('hex');
}

/** Returns the facts that people read, and the whole job if it fits. */
function detailsOf(
  { summary, detail, facts, footer }: Message,
  { job }: Notification,
): Record<string, unknown> {
  const notified = Object.fromEntries(
    facts.map(({ label, value }) => [label, cut(spanText(value), limits.fact)]),
  );
  const details = {
    summary,
    ...(detail !== undefined && { [detail.label]: cut(detail.text, limits.detail) }),
    ...notified,
    footer,
  };
  const whole = { ...details, job };
  return jsonBytes(whole) <= longestDetails ? whole : details;
}
