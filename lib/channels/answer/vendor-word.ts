import * as z from 'zod';
import { retryAfterSeconds } from '../../job/retry-after.ts';
import type { ChannelAnswer } from '../../notification/delivery.ts';
import type { Answer } from '../channel.ts';
import { readStatus } from './http-status.ts';
import type { CodeMeaning } from './vendor-code.ts';

/** A code or a word of a vendor: what of an answer may be repeated to people, since nothing can be hidden in it. */
export const VendorWord = z.union([
  z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  z.number().int().nonnegative().transform(String),
]);

/** A vendor that says in its body what is wrong, and in some other way that it took a message. */
export interface WordVendor {
  /** Begins the sentences: "Discord". */
  who: string;
  /** By the vendor's own word, or by status (`'404'`) where the word says nothing more precise. */
  meanings: ReadonlyMap<string, CodeMeaning>;
  /** What it answers when it took a message: "its message id". */
  proof: string;
}

/** What the body of an answer says: the vendor's word for what is wrong, and whether the proof that it took the message is there. */
export interface AnsweredWord {
  word?: string | undefined;
  proven: boolean;
}

/** Reads an answer by its word, else by its status. A 2xx without the proof is no success. */
export function readVendorWord(
  answer: Answer,
  answered: AnsweredWord,
  vendor: WordVendor & { now: number },
): ChannelAnswer {
  const byStatus = readStatus(answer, vendor);
  if (byStatus.kind === 'delivered' && answered.proven) return byStatus;
  const meaning = meaningOf(answered.word, byStatus.kind === 'throttled' ? undefined : answer.status, vendor);
  const words = [vendor.who, 'answered', answer.status, answered.word]
    .filter((part) => part !== undefined)
    .join(' ');
  if (meaning !== undefined)
    return meant(meaning, words, retryAfterSeconds(answer.headers['retry-after'], vendor.now));
  if (byStatus.kind === 'delivered') return unproven(words, answered, vendor);
  return answered.word === undefined ? byStatus : { ...byStatus, why: `${byStatus.why} (${answered.word})` };
}

const meaningOf = (
  word: string | undefined,
  status: number | undefined,
  { meanings }: WordVendor,
): CodeMeaning | undefined => meanings.get(word ?? '') ?? meanings.get(String(status));

/** What may be sent again waits as long as the headers ask, where they do. */
function meant({ kind, hint }: CodeMeaning, words: string, seconds: number | undefined): ChannelAnswer {
  const why = `${words}: ${hint}`;
  const mayComeAgain = kind === 'throttled' || kind === 'try_again';
  return mayComeAgain && seconds !== undefined ? { kind: 'throttled', seconds, why } : { kind, why };
}

const unproven = (words: string, { word }: AnsweredWord, { proof }: WordVendor): ChannelAnswer => ({
  kind: 'refused',
  why: word === undefined ? `${words} without ${proof}: the address may be that of something else` : words,
});

/** The answer with the seconds that its body asks to wait, where its headers ask for none. */
export const withSeconds = (answer: ChannelAnswer, seconds: number | undefined): ChannelAnswer =>
  answer.kind === 'throttled' && answer.seconds === undefined && seconds !== undefined
    ? { ...answer, seconds }
    : answer;
