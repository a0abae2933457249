import { afterAttempt, type DeliverySchedule } from '../notice/delivery-schedule.ts';
import type { DeliverInput, DeliverOutput } from '../workflow/contracts.ts';
import { isoTime } from './clock.ts';
import type { AttemptDelivery } from './ports.ts';

/** What a delivery needs: the channels, how patient each destination's kind is, and the time. */
export interface DeliverPorts {
  attemptDelivery: AttemptDelivery;
  /** The schedule of a destination's kind; of one that is configured no more, any. */
  scheduleOf: (destination: string) => DeliverySchedule;
  now: () => number;
}

/** Makes exactly one attempt to deliver, and says what is to be done next. */
export async function deliverNotice(input: DeliverInput, ports: DeliverPorts): Promise<DeliverOutput> {
  const { notice } = input;
  const { destination, attempts, first_attempt_at = isoTime(ports.now()) } = input.delivery;
  const delivery = { destination, attempts: attempts + 1, first_attempt_at };
  const answer = await ports.attemptDelivery({ notice, destination });
  return { delivery, result: afterAttempt(answer, delivery, ports.scheduleOf(destination)) };
}
