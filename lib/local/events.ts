import type { Delivery, DeliveryResult } from '../notification/delivery.ts';
import type { Notification, Outcome } from '../notification/notification.ts';
import type { DeadLetter, PollOutput } from '../workflow/contracts.ts';

/** An event of the local run. Events are reported in the order in which they happen. */
export type LocalEvent =
  | { event: 'poll'; jobId: string; polled: PollOutput }
  | { event: 'notification'; notification: Notification }
  | { event: 'delivery'; notification: Notification; delivery: Delivery; result: DeliveryResult }
  /** `once_per` of the route suppresses the notification for this destination. */
  | { event: 'suppressed'; notification: Notification; destination: string }
  /** `where` is a sentence for people about the place of the dead letter. */
  | { event: 'dead_letter'; deadLetter: DeadLetter; where: string }
  /** `reason` is set if no notification gives it. */
  | {
      event: 'end';
      jobId: string;
      outcome: Outcome;
      notification?: Notification | undefined;
      reason?: string;
    };

export type Listen = (event: LocalEvent) => void;
