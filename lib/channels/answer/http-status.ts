import { retryAfterSeconds } from '../../job/retry-after.ts';
import type { ChannelAnswer } from '../../notification/delivery.ts';
import type { Answer } from '../channel.ts';

/** No status says that a message is gone, which was to be updated. */
type StatusAnswer = Exclude<ChannelAnswer, { kind: 'message_gone' }>;

/**
 * What an HTTP status means to a sender whose vendor says nothing more precise. 2xx took it; 410 wants no more; 408, 425,
 * 429 and 5xx may take it later, at the earliest after Retry-After; redirects are not followed. A status that HTTP does not
 * have counts as 5xx (RFC 9110, 15). `who` begins the sentences: "Slack", "The webhook".
 */
export function readStatus(answer: Answer, { who, now }: { who: string; now: number }): StatusAnswer {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const why = `${who} answered ${status}`;
  if (mayTakeItLater(status)) return later(answer, { why, now });
  if (status === 410)
    return { kind: 'gone', why: `${why}: it takes no more messages; remove the destination` };
  if (status < 400) {
    return { kind: 'refused', why: `${why}: a new address is not followed; configure it if it is right` };
  }
  return { kind: 'refused', why: `${why}${hints.get(status) ?? ''}` };
}

const mayTakeItLater = (status: number): boolean =>
  status < 200 || status >= 500 || status === 408 || status === 425 || status === 429;

const hints: ReadonlyMap<number, string> = new Map([
  [401, ': the secret is wrong or has been changed'],
  [403, ': the secret is wrong, or it may not post there'],
  [404, ': there is nothing at this address'],
  [405, ': it takes no POST'],
  [413, ': the message is too large for it'],
]);

function later(answer: Answer, { why, now }: { why: string; now: number }): StatusAnswer {
  const seconds = retryAfterSeconds(answer.headers['retry-after'], now);
  if (seconds !== undefined) {
    return { kind: 'throttled', seconds, why: `${why} and asked to wait ${seconds} s` };
  }
  return answer.status === 429 ? { kind: 'throttled', why } : { kind: 'try_again', why };
}
