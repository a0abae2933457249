import { createHash } from 'node:crypto';
import type { Outcome } from './notification.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * Returns the id of a watch's notification about `what`: `msg_` and 26 characters of base32. It fits a
 * webhook id (no dot) and the name of an execution. An execution's name can be used only once, so only the
 * first announcement succeeds.
 */
export function notificationId(watchId: string, what: string): string {
  const digest = createHash('sha256').update(`${watchId}\n${what}`).digest();
  return `msg_${base32(digest.subarray(0, 17)).slice(0, 26)}`;
}

/**
 * Returns the `what` of an outcome's notification. A job's result and a lost watch share one key, so only one
 * of them is announced. `timed_out` and `unreachable` have their own keys, so a later watch can still
 * announce the job's result.
 */
export const endOf = (outcome: Outcome): string =>
  outcome === 'timed_out' || outcome === 'unreachable' ? `end ${outcome}` : 'end';

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}
