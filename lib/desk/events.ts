import type { Delivery, DeliveryResult } from '../notice/delivery.ts';
import type { Notice, Outcome } from '../notice/notice.ts';
import type { DeadLetter, LookOutput } from '../workflow/contracts.ts';

/** What happens while the desk watches, in the order in which it happens. */
export type DeskEvent =
  | { event: 'look'; jobId: string; looked: LookOutput }
  | { event: 'notice'; notice: Notice }
  | { event: 'delivery'; notice: Notice; delivery: Delivery; result: DeliveryResult }
  /** A destination that is not told, because `once_per` of its route holds the notice back. */
  | { event: 'withheld'; notice: Notice; destination: string }
  /** `where` is what to tell people about where it is kept. */
  | { event: 'dead_letter'; letter: DeadLetter; where: string }
  /** `reason` where no notice tells it. */
  | { event: 'end'; jobId: string; outcome: Outcome; notice?: Notice | undefined; reason?: string };

export type Listen = (event: DeskEvent) => void;
