import * as z from 'zod';
import { makeRecordsInMemory } from '../../lib/desk/records-in-memory.ts';
import { type DeliveryMemory, makeDeliveryMemory } from '../../lib/watch/delivery-memory.ts';
import { makeHolder } from '../../lib/watch/holder.ts';
import type { Records } from '../../lib/watch/records.ts';

/** The keys that a table takes: not empty, and of so many bytes (DynamoDB Developer Guide, "Constraints in Amazon DynamoDB"). */
const TableKey = z.object({ of: z.string().min(1).max(2_048), id: z.string().min(1).max(1_024) });

/** Records as long as the test, which refuse the keys that the table would refuse. */
export function strictRecords(now: () => number): Records {
  const { recall, keepFirst, replace, keep, all } = makeRecordsInMemory(now);
  return {
    recall: async (key) => recall(TableKey.parse(key)),
    keepFirst: async (key, text, seconds) => keepFirst(TableKey.parse(key), text, seconds),
    replace: async (key, texts, seconds) => replace(TableKey.parse(key), texts, seconds),
    keep: async (key, text, seconds) => keep(TableKey.parse(key), text, seconds),
    all,
  };
}

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
