import * as z from 'zod';
import { retryAfterSeconds } from '../../job/retry-after.ts';
import type { ChannelAnswer } from '../../notification/delivery.ts';
import type { Answer } from '../channel.ts';
import { readStatus } from './read-status.ts';

/** No vendor blocks a sender for longer than a day. The same limit applies to Retry-After. */
const longestSeconds = 24 * 3_600;

/**
 * A vendor's error code, as a word or a number. Its form is so narrow that people may read it: no text can
 * hide in it.
 */
export const VendorCode = z.union([
  z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  z.number().int().transform(String),
]);

/** The meaning of a vendor's code. */
export interface CodeMeaning {
  kind: 'throttled' | 'try_again' | 'message_gone' | 'gone' | 'refused';
  hint: string;
  /** The shortest wait that helps, in seconds. */
  seconds?: number;
}

/** A vendor whose answers say in their body whether it took the message. */
export interface Vendor {
  /** The subject of the sentences: "Discord". */
  who: string;
  /** By the vendor's code. A status (`'404'`) applies if the code is unknown. */
  meanings: ReadonlyMap<string, CodeMeaning>;
  /** What the body of an acceptance contains: "the message id". */
  proof: string;
}

/** The vendor's answer in its own terms. */
export interface VendorAnswer {
  /** Whether the body proves that the vendor took the message. */
  accepted: boolean;
  /** The code of the error. */
  code?: string | undefined;
  /** The wait that the body asks for, in seconds. */
  seconds?: number | undefined;
}

/**
 * Reads an answer by its code, or by its status if the code is unknown. A 2xx without proof is a refusal. The
 * wait is the longest that header, body and the vendor's documents ask for. The result repeats only the code
 * of the body.
 */
export function readVendorAnswer(
  answer: Answer,
  { accepted, code, seconds: asked }: VendorAnswer,
  { who, meanings, proof, now }: Vendor & { now: number },
): ChannelAnswer {
  const byStatus = readStatus(answer, { who, now });
  if (byStatus.kind === 'delivered' && accepted) return byStatus;
  const byCode = meanings.get(code ?? '');
  const meaning = byStatus.kind === 'throttled' ? byCode : (byCode ?? meanings.get(String(answer.status)));
  const seconds = longestOf([retryAfterSeconds(answer.headers['retry-after'], now), asked, meaning?.seconds]);
  const withCode = (why: string): string => (code === undefined ? why : `${why} (${code})`);
  const answered = withCode(`${who} answered ${answer.status}`);
  if (meaning !== undefined) return meant(meaning, answered, seconds);
  if (byStatus.kind !== 'delivered') return withWait({ ...byStatus, why: withCode(byStatus.why) }, seconds);
  const unproven = `${answered} without ${proof}: the address may belong to something else`;
  return { kind: 'refused', why: code === undefined ? unproven : answered };
}

const withWait = (answer: ChannelAnswer, seconds: number | undefined): ChannelAnswer =>
  answer.kind === 'throttled' && seconds !== undefined ? { ...answer, seconds } : answer;

function meant({ kind, hint }: CodeMeaning, answered: string, seconds: number | undefined): ChannelAnswer {
  const why = `${answered}: ${hint}`;
  const mayBeRetried = kind === 'throttled' || kind === 'try_again';
  return mayBeRetried && seconds !== undefined ? { kind: 'throttled', seconds, why } : { kind, why };
}

function longestOf(waits: readonly (number | undefined)[]): number | undefined {
  const known = waits.filter((seconds) => seconds !== undefined);
  return known.length === 0 ? undefined : Math.min(Math.ceil(Math.max(0, ...known)), longestSeconds);
}
