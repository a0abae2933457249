import { createHash } from 'node:crypto';
import { newMark } from '../watch/holder.ts';
import type { RecordKey, Records } from '../watch/records.ts';
import type { TakenMessages } from './ports.ts';

/**
 * Far longer than a signature is good: a sender that missed the answer signs the same id anew, for a day or three
 * (standard-webhooks specification, "Deliverability and reliability").
 */
const rememberedSeconds = 4 * 24 * 3_600;

/** Longer than a request is worked on: API Gateway waits for 30 seconds at the most. */
export const begunSeconds = 60;

/** Hashed, because an id may be as long as a header. */
const recordOf = (id: string, what: 'begun' | 'taken'): RecordKey => ({
  of: `webhook ${createHash('sha256').update(id).digest('hex')}`,
  id: what,
});

/** Remembers signed requests in records, for as long as they may be sent again. */
export const makeTakenMessages = (
  records: Pick<Records, 'recall' | 'keep' | 'keepFirst'>,
): TakenMessages => ({
  begin: async (id) => {
    const own = newMark();
    return (await records.keepFirst(recordOf(id, 'begun'), own, begunSeconds)) === own;
  },
  wasTaken: async (id) => (await records.recall(recordOf(id, 'taken'))) !== undefined,
  remember: (id) => records.keep(recordOf(id, 'taken'), 'taken', rememberedSeconds),
  letGo: (id) => records.keep(recordOf(id, 'begun'), '', 0),
});
