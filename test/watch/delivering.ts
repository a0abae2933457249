import { expect } from 'vitest';
import type { ChannelAnswer, Delivery } from '../../lib/notice/delivery.ts';
import type { Notice } from '../../lib/notice/notice.ts';
import { type DeliverPorts, type DeliveryMode, deliverNotice } from '../../lib/watch/deliver-notice.ts';
import { type DeliveryMemory, makeDeliveryMemory } from '../../lib/watch/delivery-memory.ts';
import { makeHolder } from '../../lib/watch/holder.ts';
import type { Attempt } from '../../lib/watch/ports.ts';
import type { Records } from '../../lib/watch/records.ts';
import { DeliverOutput } from '../../lib/workflow/contracts.ts';
import { aNotice } from '../support/notices.ts';
import { strictRecords } from '../support/records.ts';

/** The time of these tests. */
export const now = Date.parse('2026-03-01T12:05:00.000Z');
/** A delivery that was not tried yet. */
export const first: Delivery = { destination: 'dr-team', attempts: 0 };

/** A destination that answers in turn, for ever with the last answer; `troubles` are those of the store. */
export function deliverer(
  answers: ChannelAnswer[],
  how: {
    mode?: DeliveryMode;
    records?: Records;
    memory?: DeliveryMemory;
    at?: number;
    until?: Promise<unknown>;
  } = {},
) {
  const begun = Promise.withResolvers<void>();
  const { mode = 'new', records = strictRecords(() => now), at = now } = how;
  const attempts: Attempt[] = [];
  const troubles: unknown[] = [];
  const ports: DeliverPorts = {
    attemptDelivery: async (attempt) => {
      const answer = answers[Math.min(attempts.length, answers.length - 1)];
      attempts.push(attempt);
      begun.resolve();
      await how.until;
      return { answer: answer ?? { kind: 'delivered' }, fingerprint: 'as configured' };
    },
    mannerOf: (destination) => ({ schedule: destination === 'tickets' ? 'webhook' : 'chat', mode }),
    memory: how.memory ?? makeDeliveryMemory(records, (error) => troubles.push(error), makeHolder('test')),
    now: () => at,
  };
  const deliver = async (notice: Notice = aNotice(), delivery: Delivery = first) => {
    const output = await deliverNotice({ notice, delivery }, ports);
    expect(DeliverOutput.parse(output)).toStrictEqual(output);
    return output;
  };
  return { deliver, attempts, troubles, begun: begun.promise };
}
