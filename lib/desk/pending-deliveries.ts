import type { Delivery } from '../notice/delivery.ts';
import type { Notice } from '../notice/notice.ts';
import type { DeadLetter, DeliverOutput } from '../workflow/contracts.ts';

/** The notices that are announced and whose deliveries are not yet done: what must be kept when the desk goes home. */
export interface PendingDeliveries {
  announced: (notice: Notice) => void;
  planned: (notice: Notice, deliveries: readonly Delivery[]) => void;
  attempted: (notice: Notice, attempt: DeliverOutput) => void;
  /** The machine keeps this one itself: until then one that is refused is pending too. */
  kept: (letter: DeadLetter) => void;
  /** Takes what is left as dead letters, each with what its last attempt met. */
  takeLetters: () => DeadLetter[];
}

export function makePendingDeliveries(): PendingDeliveries {
  const pending = new Map<string, DeadLetter>();
  const note = (notice: Notice, delivery: Delivery, met: string) => {
    const result = { kind: 'refused' as const, why: `not delivered before the command ended; ${met}` };
    pending.set(keyOf(notice, delivery), { notice, attempt: { delivery, result } });
  };
  return {
    announced: (notice) =>
      pending.set(notice.id, { notice, caught: 'the command ended before its deliveries were planned' }),
    planned: (notice, deliveries) => {
      pending.delete(notice.id);
      for (const delivery of deliveries) note(notice, delivery, whyNotBegun(delivery));
    },
    attempted: (notice, { delivery, result }) => {
      if (result.kind === 'wait') note(notice, delivery, `the last attempt met: ${result.why}`);
      else if (result.kind === 'delivered') pending.delete(keyOf(notice, delivery));
      else pending.set(keyOf(notice, delivery), { notice, attempt: { delivery, result } });
    },
    kept: ({ notice, attempt }) => {
      pending.delete(attempt === undefined ? notice.id : keyOf(notice, attempt.delivery));
    },
    takeLetters: () => {
      const letters = [...pending.values()];
      pending.clear();
      return letters;
    },
  };
}

/** A destination may be told for itself, and in the place of another. */
const keyOf = ({ id }: Notice, { destination, instead_of: insteadOf }: Delivery): string =>
  `${id} ${destination} ${insteadOf?.destination ?? ''}`;

const whyNotBegun = ({ hold_seconds: held }: Delivery): string =>
  held === undefined ? 'the first attempt was not finished' : 'quiet hours held it back';
