import { createHash } from 'node:crypto';
import type { RecordKey, Records } from '../watch/records.ts';
import { toleranceMs } from './authenticate.ts';
import type { TakenMessages } from './ports.ts';

/** A signature is good for as long before its time as after it. */
const rememberedSeconds = (2 * toleranceMs) / 1_000 + 60;

/** Hashed, because an id may be as long as a header. */
const recordOf = (id: string): RecordKey => ({
  of: `webhook ${createHash('sha256').update(id).digest('hex')}`,
  id: 'taken',
});

/** Remembers signed requests in records, for as long as their signatures are good. */
export const makeTakenMessages = (records: Pick<Records, 'recall' | 'keep'>): TakenMessages => ({
  wasTaken: async (id) => (await records.recall(recordOf(id))) !== undefined,
  remember: (id) => records.keep(recordOf(id), 'taken', rememberedSeconds),
});
