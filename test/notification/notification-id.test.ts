import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, notificationId } from '../../lib/notification/notification-id.ts';
import { anyText } from '../support/texts.ts';

describe('the id of a notification', () => {
  it.each([
    ['watch-1', 'end', 'msg_fwy3rlnvbo2pjvbbqaqznyzvui'],
    ['watch-1', 'cannot_ask 2026-03-01T12:00:00.000Z', 'msg_jxdyvpxlgpu33bkkbzoofmmjiu'],
    ['watch-2', 'end', 'msg_6i7sudl52v4vr33wrdw6r6nsbf'],
    ['wätch', 'end', 'msg_3i3cynw5xgxdhyjcrtwkpxyezs'],
  ])('of watch %s and event %j is always %s', (watch, what, id) => {
    expect(notificationId(watch, what)).toBe(id);
  });

  it('is the first 130 bits of a hash in base32 (RFC 4648), in lower case', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (watch, what) => {
        const digest = createHash('sha256').update(`${watch}\n${what}`).digest('hex');
        const bits = BigInt(`0x${digest}`) >> 126n;
        // A number's own digits to base 32 are 0-9 and a-v, in the same order.
        const digits = bits.toString(32).padStart(26, '0');
        const characters = [...digits].map(
          (digit) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(digit, 32)],
        );
        expect(notificationId(watch, what)).toBe(`msg_${characters.join('')}`);
      }),
    );
  });

  it('fits the name of an execution and a webhook id: no dot, at most 80 characters, for any input', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (watch, what) => {
        expect(notificationId(watch, what)).toMatch(/^msg_[a-z2-7]{26}$/);
      }),
    );
  });

  it('is the same for all final outcomes of a job, and different for timed_out and unreachable', () => {
    const words = (['succeeded', 'failed', 'lost', 'timed_out', 'unreachable'] as const).map(endOf);
    expect(words).toEqual(['end', 'end', 'end', 'end timed_out', 'end unreachable']);
  });

  it('differs by watch and by event', () => {
    const texts = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(texts, texts, ([watch = '', other = ''], [what = '', more = '']) => {
        const ids = [
          notificationId(watch, what),
          notificationId(other, what),
          notificationId(watch, more),
          notificationId(other, more),
          notificationId(`${watch}${what}`, ''),
        ];
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
