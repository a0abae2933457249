import type { Delivery, DeliveryResult } from '../notification/delivery.ts';
import type { Notification, Outcome } from '../notification/notification.ts';
import type { DeadLetter, PollOutput } from '../workflow/contracts.ts';

/** What happens while the local run watches, in the order in which it happens. */
export type LocalEvent =
  | { event: 'poll'; jobId: string; polled: PollOutput }
  | { event: 'notification'; notification: Notification }
  | { event: 'delivery'; notification: Notification; delivery: Delivery; result: DeliveryResult }
  /** A destination that is not told, because `once_per` of its route holds the notification back. */
  | { event: 'suppressed'; notification: Notification; destination: string }
  /** `where` is what to tell people about where it is kept. */
  | { event: 'dead_letter'; deadLetter: DeadLetter; where: string }
  /** `reason` where no notification tells it. */
  | {
      event: 'end';
      jobId: string;
      outcome: Outcome;
      notification?: Notification | undefined;
      reason?: string;
    };

export type Listen = (event: LocalEvent) => void;
