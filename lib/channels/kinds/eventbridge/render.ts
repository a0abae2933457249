import type { Notification } from '../../../notification/notification.ts';
import type { EventbridgeConfig } from './config.ts';

/** The arguments of PutEvents. */
export interface PutEvents {
  Entries: [{ Source: string; DetailType: string; Detail: string; Time: number; EventBusName?: string }];
}

/**
 * Renders an event. `DetailType` is the type of the notification, `Detail` the notification itself. A
 * notification is far smaller than the 256 KB that an entry may have.
 */
export function renderEventbridge(notification: Notification, { bus, source }: EventbridgeConfig): PutEvents {
  const milliseconds = Date.parse(notification.time);
  return {
    Entries: [
      {
        Source: source ?? 'sdrs-job-watcher',
        DetailType: notification.type,
        Detail: JSON.stringify(notification),
        // EventBridge refuses an entry without a time, so an invalid time becomes 1970. The detail keeps the
        // original.
        Time: Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1_000),
        ...(bus !== undefined && { EventBusName: bus }),
      },
    ],
  };
}
