import { createHash } from 'node:crypto';

const blockBytes = 64;
const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

/**
 * HMAC-SHA256 step by step as RFC 2104 defines it: hash(key ⊕ opad, hash(key ⊕ ipad, message)), in base64.
 */
export function hmacSha256(key: string, message: string): string {
  const bytes = Buffer.from(key);
  const block = Buffer.alloc(blockBytes);
  (bytes.length > blockBytes ? sha256(bytes) : bytes).copy(block);
  const padded = (pad: number): Buffer => Buffer.from(block.map((byte) => byte ^ pad));
  return sha256(padded(0x5c), sha256(padded(0x36), Buffer.from(message))).toString('base64');
}
