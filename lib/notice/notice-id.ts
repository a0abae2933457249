import { createHash } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The id of the notice that tells `what` about a watch: `msg_` and 26 characters of base32, fit for a webhook id (no dot)
 * and for the name of an execution. All ends of a watch share `what = "end"`: whoever announces an end first is the only
 * one, whatever the outcome, because an execution's name can be taken only once.
 */
export function noticeId(watchId: string, what: string): string {
  const digest = createHash('sha256').update(`${watchId}\n${what}`).digest();
  return `msg_${base32(digest.subarray(0, 17)).slice(0, 26)}`;
}

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}
