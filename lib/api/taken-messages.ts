import { createHash } from 'node:crypto';
import type { KeyValueStore, StoreKey } from '../watch/ports/key-value-store.ts';
import { randomToken } from '../watch/ports/owner.ts';
import type { TakenMessages } from './ports.ts';

/**
 * Far longer than a signature is good: a sender that missed the answer signs the same id anew, for a day or
 * three (standard-webhooks specification, "Deliverability and reliability").
 */
const rememberedSeconds = 4 * 24 * 3_600;

/** Longer than a request is worked on: API Gateway waits for 30 seconds at the most. */
export const begunSeconds = 60;

/** Hashed, because an id may be as long as a header. */
const recordOf = (id: string, what: 'begun' | 'taken'): StoreKey => ({
  of: `webhook ${createHash('sha256').update(id).digest('hex')}`,
  id: what,
});

/** Remembers signed requests in records, for as long as they may be sent again. */
export const makeTakenMessages = (
  store: Pick<KeyValueStore, 'get' | 'put' | 'putIfAbsent'>,
): TakenMessages => ({
  begin: async (id) => {
    const own = randomToken();
    return (await store.putIfAbsent(recordOf(id, 'begun'), own, begunSeconds)) === own;
  },
  wasTaken: async (id) => (await store.get(recordOf(id, 'taken'))) !== undefined,
  remember: (id) => store.put(recordOf(id, 'taken'), 'taken', rememberedSeconds),
  letGo: (id) => store.put(recordOf(id, 'begun'), '', 0),
});
