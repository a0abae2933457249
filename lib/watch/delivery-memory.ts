import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import type { Delivery } from '../notice/delivery.ts';
import { DigestEntry } from '../notice/digest.ts';
import type { Notice } from '../notice/notice.ts';
import type { Holder } from './holder.ts';
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
/** The record of a digest that holds one of its notices. */
export const heldId = (noticeId: string): string => `notice ${noticeId}`;

/** The message of a watch at a destination: what the vendor calls it, and the time of the notice that it shows. */
const SentMessage = z.object({ reference: z.string(), time: z.string() });
export type SentMessage = z.infer<typeof SentMessage>;

/** A destination that was found to be gone, as it was configured then. */
const Gone = z.object({ fingerprint: z.string(), since: z.string() });
export type Gone = z.infer<typeof Gone>;

/** A notice that was put into a digest, by its id and as a line of it. */
export interface HeldNotice {
  id: string;
  entry: DigestEntry;
}

/** What deliveries remember: who was told what, in which message, and which destinations are gone. */
export interface DeliveryMemory {
  wasDelivered: (notice: Pick<Notice, 'id'>, delivery: Delivery) => Promise<boolean>;
  delivered: (notice: Pick<Notice, 'id'>, delivery: Delivery) => Promise<void>;
  /** The message of an earlier notice of the same watch. */
  message: (notice: Notice, destination: string) => Promise<SentMessage | undefined>;
  keepMessage: (notice: Notice, destination: string, reference: string) => Promise<void>;
  /**
   * Takes the turn of bringing something (a notice, the notices of a watch, a digest) to a destination, and gives what ends
   * it; undefined while somebody else has it.
   */
  takeTurn: (of: string, destination: string) => Promise<(() => Promise<void>) | undefined>;
  gone: (destination: string) => Promise<Gone | undefined>;
  keepGone: (destination: string, gone: Gone) => Promise<void>;
  /** What was put into a digest, in the order in which it happened. Throws when the store cannot be reached. */
  digest: (digest: string) => Promise<HeldNotice[]>;
  /** A digest was brought, or given up: nothing more is put into it. */
  closeDigest: (digest: string) => Promise<void>;
}

/**
 * The memory of deliveries on a store of records. A store that cannot be reached is told to `onTrouble` and remembers
 * nothing, but for digests, whose only place it is: a notice then may come twice, and never not at all.
 */
export function makeDeliveryMemory(
  records: Records,
  onTrouble: (error: unknown) => void,
  holder: Holder,
): DeliveryMemory {
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
    takeTurn: async (of, destination) => {
      const key = { of, id: `turn ${destination}` };
      const mine = holder.mark();
      const taken = await forgiving(takeTurn({ records, holder }, key, mine));
      if (taken === false) return undefined;
      // One that took longer than its turn must not end the turn of another.
      return async () => {
        await forgiving(records.replace(key, { old: mine, text: mine }, 0));
      };
    },
    gone: (destination) => recall(goneKey(destination), Gone),
    keepGone: (destination, gone) => keep(goneKey(destination), gone, goneSeconds),
    digest: async (digest) => {
      const found = await records.all(digest);
      return found
        .flatMap(({ id, text }) => {
          const entry = DigestEntry.safeParse(parseJson(text)).data;
          return entry === undefined ? [] : [{ id: id.slice(heldId('').length), entry }];
        })
        .sort((one, other) => (one.entry.time < other.entry.time ? -1 : 1));
    },
    closeDigest: (digest) => keep({ of: digest, id: broughtId }, true, goneSeconds),
  };
}

/** Takes a turn that nobody has, or one whose holder is gone; whether it was taken. */
async function takeTurn(
  { records, holder }: { records: Records; holder: Holder },
  key: RecordKey,
  mine: string,
): Promise<boolean> {
  const there = await records.keepFirst(key, mine, turnSeconds);
  if (there === mine || !holder.isGone(there)) return there === mine;
  return (await records.replace(key, { old: there, text: mine }, turnSeconds)) === mine;
}

/** A notice told in the place of another destination is another delivery. */
export const deliveredKey = (
  { id }: Pick<Notice, 'id'>,
  { destination, instead_of: insteadOf }: Pick<Delivery, 'destination' | 'instead_of'>,
): RecordKey => ({
  of: `notice ${id}`,
  id: `delivered ${destination}${insteadOf === undefined ? '' : ` for ${insteadOf.destination}`}`,
});

const messageKey = ({ watch }: Notice, destination: string): RecordKey => ({
  of: `watch ${watch.id}`,
  id: `message ${destination}`,
});

const goneKey = (destination: string): RecordKey => ({ of: `destination ${destination}`, id: 'gone' });
