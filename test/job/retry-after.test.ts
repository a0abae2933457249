import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { retryAfterSeconds } from '../../lib/job/retry-after.ts';

// Every form is in GMT (RFC 9110, section 5.6.7), wherever the machine is.
beforeEach(() => vi.stubEnv('TZ', 'Asia/Tokyo'));
afterEach(() => vi.unstubAllEnvs());

const now = Date.UTC(1994, 10, 6, 8, 49, 7);

it.each([
  ['0', 0],
  ['30', 30],
  [' 30 ', 30],
  ['86400', 86_400],
  ['86401', 86_400],
  ['9'.repeat(500), 86_400],
  ['-5', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 30],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 30],
  ['Sun Nov  6 08:49:37 1994', 30],
  ['Wed Nov 16 08:49:37 1994', 86_400],
  ['Sun, 06 Nov 1994 08:49:07 GMT', 0],
  ['Sun, 06 Nov 1994 08:48:07 GMT', 0],
  ['Fri, 31 Dec 2199 23:59:59 GMT', 86_400],
])('%j asks to wait %d seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

it('counts a part of a second as a whole one', () => {
  expect(retryAfterSeconds('Sun, 06 Nov 1994 08:49:37 GMT', now + 1)).toBe(30);
  expect(retryAfterSeconds('Sun, 06 Nov 1994 08:49:37 GMT', now + 29_999)).toBe(1);
});

it.each([
  [undefined],
  [''],
  ['soon'],
  ['1.5'],
  ['30s'],
  ['s30'],
  ['--5'],
  ['1e3'],
  ['Infinity'],
  ['1994-11-06T08:49:37Z'],
  ['Sun, 06 Nov 1994 08:49:37'],
  ['Sun, 06 Nov 1994 08:49:37 CET'],
  ['xSun, 06 Nov 1994 08:49:37 GMT'],
  ['Sun, 06 Nov 1994 08:49:37 GMT x'],
  ['Sun, 06 Nov 1994 08:49:37 GMT+0100'],
  ['Sunday, 06-Nov-94 08:49:37 GMTx'],
  ['Sunday, 06-Nov-94 08:49:37 GMT+0100'],
  ['on Sunday, 06-Nov-94 08:49:37 GMT'],
  ['on Sun Nov  6 08:49:37 1994'],
  ['Sun Nov  6 08:49:37 19940'],
  ['Sun, 06 Abc 1994 08:49:37 GMT'],
])('%j asks for nothing', (header) => {
  expect(retryAfterSeconds(header, now)).toBeUndefined();
});

it('is whole seconds of a day at most, for any header and time', () => {
  const date = fc.date({ noInvalidDate: true }).map((time) => time.toUTCString());
  fc.assert(
    fc.property(fc.oneof(fc.string(), date, fc.integer().map(String)), fc.integer(), (header, time) => {
      const seconds = retryAfterSeconds(header, time) ?? 0;
      expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= 86_400).toBe(true);
    }),
  );
});
