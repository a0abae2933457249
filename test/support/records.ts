import * as z from 'zod';
import { makeRecordsInMemory } from '../../lib/desk/records-in-memory.ts';
import { type DeliveryMemory, makeDeliveryMemory } from '../../lib/watch/delivery-memory.ts';
import { makeHolder } from '../../lib/watch/holder.ts';
import type { RecordKey, Records } from '../../lib/watch/records.ts';

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

/** Records whose writes take a while, each less than the one before, and the keys of the writes that are under way. */
export function slowRecords(records: Records): { records: Records; underWay: () => string[] } {
  const longestWrite = 20;
  let made = 0;
  const writing = new Map<symbol, string>();
  const slowly = async <Value>({ of, id }: RecordKey, write: () => Promise<Value>): Promise<Value> => {
    const mine = Symbol(id);
    writing.set(mine, `${of} ${id}`);
    for (let left = longestWrite - made++; left > 0; left -= 1) await new Promise(setImmediate);
    return write().finally(() => writing.delete(mine));
  };
  return {
    records: {
      ...records,
      keep: (key, ...rest) => slowly(key, () => records.keep(key, ...rest)),
      keepFirst: (key, ...rest) => slowly(key, () => records.keepFirst(key, ...rest)),
      replace: (key, ...rest) => slowly(key, () => records.replace(key, ...rest)),
    },
    underWay: () => [...writing.values()],
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
