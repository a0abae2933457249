import type { Notice } from '../../notice/notice.ts';

/** The type of the body; of a CloudEvent to the letter, because the official SDK compares it as a string. */
export const contentTypes = {
  cloudevents: 'application/cloudevents+json; charset=utf-8',
  standard: 'application/json; charset=utf-8',
} as const;

/**
 * A notice as a CloudEvent in structured mode: CloudEvents 1.0 (github.com/cloudevents/spec), JSON format. The extension
 * `timestamp` makes the body read as Standard Webhooks recommends too (`type`, `timestamp`, `data`). The same notice gives
 * the same bytes at every attempt.
 */
export function renderEvent(notice: Notice): string {
  const { account, service } = notice;
  const place = [account.cloud, service, account.region, account.project_id].map(urnPart);
  return JSON.stringify({
    specversion: '1.0',
    id: notice.id,
    source: `urn:${place.join(':')}`,
    type: notice.type,
    subject: `job/${notice.job.job_id}`,
    time: notice.time,
    timestamp: notice.time,
    datacontenttype: 'application/json',
    data: notice,
  });
}

/** A notice as Standard Webhooks recommends: `type`, `timestamp`, `data`. The same notice gives the same bytes at every attempt. */
export const renderStandard = (notice: Notice): string =>
  JSON.stringify({ type: notice.type, timestamp: notice.time, data: notice });

const urnPart = (text: string): string => encodeURIComponent(text.toWellFormed());
