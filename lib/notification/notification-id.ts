import { createHash } from 'node:crypto';
import type { Outcome } from './notification.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The id of the notification that tells `what` about a watch: `msg_` and 26 characters of base32, fit for a webhook id (no dot)
 * and for the name of an execution: whoever announces it first is the only one, because an execution's name can be taken
 * only once.
 */
export function notificationId(watchId: string, what: string): string {
  const digest = createHash('sha256').update(`${watchId}\n${what}`).digest();
  return `msg_${base32(digest.subarray(0, 17)).slice(0, 26)}`;
}

/**
 * What a notification of an end tells. Job ends and the death of a watch share one word, so that one of them is told, once. That the
 * time was over or the cloud could not be asked is no end of the job: whoever watches it again still has that to tell.
 */
export const endOf = (outcome: Outcome): string =>
  outcome === 'timed_out' || outcome === 'unreachable' ? `end ${outcome}` : 'end';

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}
