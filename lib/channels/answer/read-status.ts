import { isWithin } from '../../job/http-status.ts';
import { retryAfterSeconds } from '../../job/retry-after.ts';
import type { ChannelAnswer } from '../../notification/delivery.ts';
import type { Answer } from '../channel.ts';

/** A status alone cannot say that the message to update is gone. */
type StatusAnswer = Exclude<ChannelAnswer, { kind: 'message_gone' }>;

/**
 * Reads the HTTP status of a vendor that says nothing more precise (RFC 9110, 15). 2xx is an acceptance. 410
 * means that the destination is gone. 408, 425, 429, 5xx and unknown statuses may be retried, not before
 * Retry-After. Redirects are refused. `who` is the subject of the sentences: "Slack", "The webhook".
 */
export function readStatus(answer: Answer, { who, now }: { who: string; now: number }): StatusAnswer {
  const { status } = answer;
  if (isWithin(status, 200)) return { kind: 'delivered' };
  const why = `${who} answered ${status}`;
  if (mayBeRetried(status)) return retryLater(answer, { why, now });
  if (status === 410)
    return { kind: 'gone', why: `${why}: it accepts no messages any more; remove the destination` };
  if (status < 400) {
    return {
      kind: 'refused',
      why: `${why}: redirects are not followed; if the new address is right, configure it`,
    };
  }
  return { kind: 'refused', why: `${why}${hints.get(status) ?? ''}` };
}

const mayBeRetried = (status: number): boolean =>
  status < 200 || status >= 500 || status === 408 || status === 425 || status === 429;

const hints: ReadonlyMap<number, string> = new Map([
  [401, ': the secret is wrong or has been changed'],
  [403, ': the secret is wrong, or it may not post there'],
  [404, ': there is nothing at this address'],
  [405, ': it does not accept POST'],
  [413, ': the message is too large for it'],
]);

function retryLater(answer: Answer, { why, now }: { why: string; now: number }): StatusAnswer {
  const seconds = retryAfterSeconds(answer.headers['retry-after'], now);
  if (seconds !== undefined) {
    return { kind: 'throttled', seconds, why: `${why} and asked to wait ${seconds} s` };
  }
  return answer.status === 429 ? { kind: 'throttled', why } : { kind: 'try_again', why };
}
