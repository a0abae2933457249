import { createHash } from 'node:crypto';
import type { RecordKey, Records } from '../watch/records.ts';
import type { TakenMessages } from './ports.ts';

/**
 * Far longer than a signature is good: a sender that missed the answer signs the same id anew, for a day or three
 * (standard-webhooks specification, "Deliverability and reliability").
 */
const rememberedSeconds = 4 * 24 * 3_600;

/** Hashed, because an id may be as long as a header. */
const recordOf = (id: string): RecordKey => ({
  of: `webhook ${createHash('sha256').update(id).digest('hex')}`,
  id: 'taken',
});

/** Remembers signed requests in records, for as long as they may be sent again. */
export const makeTakenMessages = (records: Pick<Records, 'recall' | 'keep'>): TakenMessages => ({
  wasTaken: async (id) => (await records.recall(recordOf(id))) !== undefined,
  remember: (id) => records.keep(recordOf(id), 'taken', rememberedSeconds),
});
