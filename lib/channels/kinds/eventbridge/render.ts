import type { Notification } from '../../../notification/notification.ts';
import type { EventbridgeConfig } from './config.ts';

/** The arguments of PutEvents. */
export interface PutEvents {
  Entries: [{ Source: string; DetailType: string; Detail: string; Time: number; EventBusName?: string }];
}

/** A notification as an event: its type is the detail-type, itself the detail. A notification is far smaller than the 256 KB of an entry. */
export function renderEventbridge(notification: Notification, { bus, source }: EventbridgeConfig): PutEvents {
  const milliseconds = Date.parse(notification.time);
  return {
    Entries: [
      {
        Source: source ?? 'sdrs-job-watcher',
        DetailType: notification.type,
        Detail: JSON.stringify(notification),
        // EventBridge refuses an entry without a time; what is no time becomes 1970, and the detail has it as it came.
        Time: Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1_000),
        ...(bus !== undefined && { EventBusName: bus }),
      },
    ],
  };
}
