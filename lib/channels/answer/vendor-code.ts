import { retryAfterSeconds } from '../../job/retry-after.ts';
import type { ChannelAnswer } from '../../notification/delivery.ts';
import type { Answer } from '../channel.ts';
import { readStatus } from './http-status.ts';

/** As for Retry-After: no vendor blocks for longer than a day. */
const longestSeconds = 24 * 3_600;

/** What one of a vendor's codes means; `seconds` is the least to wait. */
export interface CodeMeaning {
  kind: 'throttled' | 'try_again' | 'message_gone' | 'gone' | 'refused';
  hint: string;
  seconds?: number;
}

/** What the body of an answer says: 0 is success, whatever the status. */
export interface AnsweredCode {
  code: number;
  /** How long the vendor asks to wait. */
  seconds?: number;
}

/** A vendor whose answers are judged by a code in their body; `who` begins the sentences. */
export interface CodeVendor {
  who: string;
  meanings: ReadonlyMap<number, CodeMeaning>;
}

/**
 * Reads an answer of a vendor that says in its body how it went and answers 200 to almost everything. A known code counts
 * more than the status; of the body only the code is repeated, a number.
 */
export function readVendorCode(
  answer: Answer,
  answered: AnsweredCode | undefined,
  { who, meanings, now }: CodeVendor & { now: number },
): ChannelAnswer {
  const byStatus = readStatus(answer, { who, now });
  if (answered === undefined) return byStatus.kind === 'delivered' ? withoutCode(answer, who) : byStatus;
  if (answered.code === 0) return byStatus;
  const why = `${who} answered ${answer.status} with code ${answered.code}`;
  const meaning = meanings.get(answered.code);
  if (meaning !== undefined) return meant(meaning, why, longest(answer, answered, { meaning, now }));
  return byStatus.kind === 'delivered'
    ? { kind: 'refused', why }
    : { ...byStatus, why: `${byStatus.why} (code ${answered.code})` };
}

function meant({ kind, hint }: CodeMeaning, answered: string, seconds: number | undefined): ChannelAnswer {
  const why = `${answered}: ${hint}`;
  const mayComeAgain = kind === 'throttled' || kind === 'try_again';
  return mayComeAgain && seconds !== undefined ? { kind: 'throttled', seconds, why } : { kind, why };
}

/** The longest of what header, body and the vendor's documents ask for. */
function longest(
  { headers }: Answer,
  answered: AnsweredCode,
  { meaning, now }: { meaning: CodeMeaning; now: number },
): number | undefined {
  const asked = [retryAfterSeconds(headers['retry-after'], now), answered.seconds, meaning.seconds].filter(
    (seconds) => seconds !== undefined,
  );
  return asked.length === 0 ? undefined : Math.min(Math.ceil(Math.max(0, ...asked)), longestSeconds);
}

const withoutCode = ({ status }: Answer, who: string): ChannelAnswer => ({
  kind: 'refused',
  why: `${who} answered ${status} without a code: the address may be that of something else`,
});
