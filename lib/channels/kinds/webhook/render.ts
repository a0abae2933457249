import type { Notification } from '../../../notification/notification.ts';

/**
 * The content type. That of a CloudEvent must match exactly, because the official SDK compares it as a
 * string.
 */
export const contentTypes = {
  cloudevents: 'application/cloudevents+json; charset=utf-8',
  standard: 'application/json; charset=utf-8',
} as const;

/**
 * Renders a CloudEvent in structured mode (github.com/cloudevents/spec, CloudEvents 1.0, JSON format). The
 * extension `timestamp` makes the body follow Standard Webhooks too (`type`, `timestamp`, `data`). The bytes
 * are the same at every attempt.
 */
export function renderEvent(notification: Notification): string {
  const { account, service } = notification;
  const place = [account.cloud, service, account.region, account.project_id].map(urnPart);
  return JSON.stringify({
    specversion: '1.0',
    id: notification.id,
    source: `urn:${place.join(':')}`,
    type: notification.type,
    subject: `job/${notification.job.job_id}`,
    time: notification.time,
    timestamp: notification.time,
    datacontenttype: 'application/json',
    data: notification,
  });
}

/**
 * Renders a plain event as Standard Webhooks recommends: `type`, `timestamp`, `data`. The bytes are the same
 * at every attempt.
 */
export const renderStandard = (notification: Notification): string =>
  JSON.stringify({ type: notification.type, timestamp: notification.time, data: notification });

const urnPart = (text: string): string => encodeURIComponent(text.toWellFormed());
