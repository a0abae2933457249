import type { Notification } from '../../../notification/notification.ts';

/** The type of the body; of a CloudEvent to the letter, because the official SDK compares it as a string. */
export const contentTypes = {
  cloudevents: 'application/cloudevents+json; charset=utf-8',
  standard: 'application/json; charset=utf-8',
} as const;

/**
 * A notification as a CloudEvent in structured mode: CloudEvents 1.0 (github.com/cloudevents/spec), JSON format. The extension
 * `timestamp` makes the body read as Standard Webhooks recommends too (`type`, `timestamp`, `data`). The same notification gives
 * the same bytes at every attempt.
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

/** A notification as Standard Webhooks recommends: `type`, `timestamp`, `data`. The same notification gives the same bytes at every attempt. */
export const renderStandard = (notification: Notification): string =>
  JSON.stringify({ type: notification.type, timestamp: notification.time, data: notification });

const urnPart = (text: string): string => encodeURIComponent(text.toWellFormed());
