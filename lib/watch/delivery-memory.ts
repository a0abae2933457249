import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import type { Delivery } from '../notice/delivery.ts';
import { DigestEntry } from '../notice/digest.ts';
import type { Notice } from '../notice/notice.ts';
import type { RecordKey, Records } from './records.ts';

const daySeconds = 86_400;
/** Longer than a delivery, its quiet hours and its dead letter together, from which it could be sent again. */
const deliveredSeconds = 45 * daySeconds;
/** As long as an execution's name is taken. */
const messageSeconds = 90 * daySeconds;
const goneSeconds = 90 * daySeconds;
/** Longer than an attempt may take: the turn of one that died is over then. */
const turnSeconds = 60;

/** The record of a digest that says that it was brought. */
export const broughtId = 'was brought';

/** The message of a watch at a destination: what the vendor calls it, and the time of the notice that it shows. */
const SentMessage = z.object({ reference: z.string(), time: z.string() });
export type SentMessage = z.infer<typeof SentMessage>;

/** A destination that was found to be gone, as it was configured then. */
const Gone = z.object({ fingerprint: z.string(), since: z.string() });
export type Gone = z.infer<typeof Gone>;

/** What deliveries remember: who was told what, in which message, and which destinations are gone. */
export interface DeliveryMemory {
  wasDelivered: (notice: Notice, delivery: Delivery) => Promise<boolean>;
  delivered: (notice: Notice, delivery: Delivery) => Promise<void>;
  /** The message of an earlier notice of the same watch. */
  message: (notice: Notice, destination: string) => Promise<SentMessage | undefined>;
  keepMessage: (notice: Notice, destination: string, reference: string) => Promise<void>;
  /** Whether the notice may be brought now: of the notices of one watch, one at a time changes what a destination shows. */
  takeTurn: (notice: Notice, destination: string) => Promise<boolean>;
  endTurn: (notice: Notice, destination: string) => Promise<void>;
  gone: (destination: string) => Promise<Gone | undefined>;
  keepGone: (destination: string, gone: Gone) => Promise<void>;
  /** What was put into a digest, in the order in which it happened. Throws when the store cannot be reached. */
  digest: (digest: string) => Promise<DigestEntry[]>;
  /** A digest was brought, or given up: nothing more is put into it. */
  closeDigest: (digest: string) => Promise<void>;
}

/**
 * The memory of deliveries on a store of records. A store that cannot be reached is told to `onTrouble` and remembers
 * nothing, but for digests, whose only place it is: a notice then may come twice, and never not at all.
 */
export function makeDeliveryMemory(records: Records, onTrouble: (error: unknown) => void): DeliveryMemory {
  const forgiving = async <Value>(action: Promise<Value>): Promise<Value | undefined> => {
    try {
      return await action;
    } catch (error) {
      onTrouble(error);
      return undefined;
    }
  };
  const recall = async <Value>(key: RecordKey, schema: z.ZodType<Value>): Promise<Value | undefined> =>
    schema.safeParse(parseJson((await forgiving(records.recall(key))) ?? '')).data;
  const keep = async (key: RecordKey, value: unknown, seconds: number): Promise<void> => {
    await forgiving(records.keep(key, JSON.stringify(value), seconds));
  };
  return {
    wasDelivered: async (notice, delivery) =>
      (await recall(deliveredKey(notice, delivery), z.literal(true))) ?? false,
    delivered: (notice, delivery) => keep(deliveredKey(notice, delivery), true, deliveredSeconds),
    message: (notice, destination) => recall(messageKey(notice, destination), SentMessage),
    keepMessage: (notice, destination, reference) =>
      keep(messageKey(notice, destination), { reference, time: notice.time }, messageSeconds),
    takeTurn: async (notice, destination) => {
      const taken = records.keepFirst(turnKey(notice, destination), notice.id, turnSeconds);
      return ((await forgiving(taken)) ?? notice.id) === notice.id;
    },
    endTurn: (notice, destination) => keep(turnKey(notice, destination), notice.id, 0),
    gone: (destination) => recall(goneKey(destination), Gone),
    keepGone: (destination, gone) => keep(goneKey(destination), gone, goneSeconds),
    digest: async (digest) => {
      const found = await records.all(digest);
      return found
        .flatMap(({ text }) => DigestEntry.safeParse(parseJson(text)).data ?? [])
        .sort((one, other) => (one.time < other.time ? -1 : 1));
    },
    closeDigest: (digest) => keep({ of: digest, id: broughtId }, true, goneSeconds),
  };
}

/** A notice told in the place of another destination is another delivery. */
const deliveredKey = ({ id }: Notice, { destination, instead_of: insteadOf }: Delivery): RecordKey => ({
  of: `notice ${id}`,
  id: `delivered ${destination}${insteadOf === undefined ? '' : ` for ${insteadOf.destination}`}`,
});

const messageKey = ({ watch }: Notice, destination: string): RecordKey => ({
  of: `watch ${watch.id}`,
  id: `message ${destination}`,
});

const turnKey = ({ watch }: Notice, destination: string): RecordKey => ({
  of: `watch ${watch.id}`,
  id: `turn ${destination}`,
});

const goneKey = (destination: string): RecordKey => ({ of: `destination ${destination}`, id: 'gone' });
