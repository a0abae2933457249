import { makeRecordsInMemory } from '../../lib/desk/records-in-memory.ts';
import { type DeliveryMemory, makeDeliveryMemory } from '../../lib/watch/delivery-memory.ts';
import { makeHolder } from '../../lib/watch/holder.ts';
import type { Records } from '../../lib/watch/records.ts';

/** A store that cannot be reached. */
export const brokenRecords: Records = {
  recall: () => Promise.reject(new Error('no store')),
  keepFirst: () => Promise.reject(new Error('no store')),
  replace: () => Promise.reject(new Error('no store')),
  keep: () => Promise.reject(new Error('no store')),
  all: () => Promise.reject(new Error('no store')),
};

/** The memory of deliveries on records that last as long as the test. */
export const aMemory = (records: Records = makeRecordsInMemory(() => 0)): DeliveryMemory =>
  makeDeliveryMemory(records, () => {}, makeHolder('test'));
