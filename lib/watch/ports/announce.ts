import type { Notification } from '../../notification/notification.ts';

/**
 * Starts the delivery of a notification, named by the notification's id. Returns `already` if that notification was
 * announced before.
 */
export type Announce = (notification: Notification) => Promise<'started' | 'already'>;
