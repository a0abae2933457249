import * as z from 'zod';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { type DeliveryMemory, makeDeliveryMemory } from '../../lib/watch/delivery/delivery-memory.ts';
import type { KeyValueStore, StoreKey } from '../../lib/watch/ports/key-value-store.ts';
import { makeOwner } from '../../lib/watch/ports/owner.ts';

/**
 * The keys that a table takes: not empty, and of a limited number of bytes (DynamoDB Developer Guide,
 * "Constraints in Amazon DynamoDB").
 */
const TableKey = z.object({ of: z.string().min(1).max(2_048), id: z.string().min(1).max(1_024) });

/** Records as long as the test, which refuse the keys that the table would refuse. */
export function strictStore(now: () => number): KeyValueStore {
  const { get, putIfAbsent, compareAndSwap, put, all } = makeInMemoryStore(now);
  return {
    get: async (key) => get(TableKey.parse(key)),
    putIfAbsent: async (key, text, seconds) => putIfAbsent(TableKey.parse(key), text, seconds),
    compareAndSwap: async (key, texts, seconds) => compareAndSwap(TableKey.parse(key), texts, seconds),
    put: async (key, text, seconds) => put(TableKey.parse(key), text, seconds),
    all,
  };
}

/**
 * Records whose writes take a while, each less than the one before, and the keys of the writes that are under
 * way.
 */
export function slowStore(store: KeyValueStore): { store: KeyValueStore; underWay: () => string[] } {
  const longestWrite = 20;
  let made = 0;
  const writing = new Map<symbol, string>();
  const slowly = async <Value>({ of, id }: StoreKey, write: () => Promise<Value>): Promise<Value> => {
    const mine = Symbol(id);
    writing.set(mine, `${of} ${id}`);
    for (let left = longestWrite - made++; left > 0; left -= 1) await new Promise(setImmediate);
    return write().finally(() => writing.delete(mine));
  };
  return {
    store: {
      ...store,
      put: (key, ...rest) => slowly(key, () => store.put(key, ...rest)),
      putIfAbsent: (key, ...rest) => slowly(key, () => store.putIfAbsent(key, ...rest)),
      compareAndSwap: (key, ...rest) => slowly(key, () => store.compareAndSwap(key, ...rest)),
    },
    underWay: () => [...writing.values()],
  };
}

/** A store that cannot be reached. */
export const brokenStore: KeyValueStore = {
  get: () => Promise.reject(new Error('no store')),
  putIfAbsent: () => Promise.reject(new Error('no store')),
  compareAndSwap: () => Promise.reject(new Error('no store')),
  put: () => Promise.reject(new Error('no store')),
  all: () => Promise.reject(new Error('no store')),
};

/** The memory of deliveries on records that last as long as the test. */
export const aMemory = (store: KeyValueStore = makeInMemoryStore(() => 0)): DeliveryMemory =>
  makeDeliveryMemory(store, () => {}, makeOwner('test'));
