import { createHash } from 'node:crypto';
import type { KeyValueStore, StoreKey } from '../watch/ports/key-value-store.ts';
import { randomToken } from '../watch/ports/owner.ts';
import type { HandledMessages } from './ports.ts';

/**
 * Far longer than a signature is valid, because a sender that missed the answer signs the same id again, for
 * up to three days (standard-webhooks specification, "Deliverability and reliability").
 */
const rememberedSeconds = 4 * 24 * 3_600;

/** Longer than a request takes: API Gateway waits at most 30 seconds. */
export const begunSeconds = 60;

/** The id is hashed, because it may be as long as a header. */
const keyOf = (id: string, what: 'begun' | 'taken'): StoreKey => ({
  of: `webhook ${createHash('sha256').update(id).digest('hex')}`,
  id: what,
});

/** Records signed requests in the store for as long as they may be repeated. */
export const makeHandledMessages = (
  store: Pick<KeyValueStore, 'get' | 'put' | 'putIfAbsent'>,
): HandledMessages => ({
  reserve: async (id) => {
    const own = randomToken();
    return (await store.putIfAbsent(keyOf(id, 'begun'), own, begunSeconds)) === own;
  },
  wasHandled: async (id) => (await store.get(keyOf(id, 'taken'))) !== undefined,
  remember: (id) => store.put(keyOf(id, 'taken'), 'taken', rememberedSeconds),
  release: (id) => store.put(keyOf(id, 'begun'), '', 0),
});
