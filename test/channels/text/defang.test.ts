import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defang } from '../../../lib/channels/text/defang.ts';
import { foundByClients } from '../found-by-clients.ts';
import { hostileText } from '../hostile.ts';

const gap = '\u200B';

describe('text in which clients look for links and names', () => {
  it.each([
    ['@all', `@${gap}all`],
    ['http://evil.example/?a=b', `http:${gap}//evil.${gap}example/?a=b`],
    ['mail me@evil.example', `mail me@${gap}evil.${gap}example`],
    ['[click](dingtalk:x)', `[click]${gap}(dingtalk:x)`],
    ['保护。www.a.b', `保护。www.${gap}a.${gap}b`],
  ])('%s is broken where they would find something', (text, broken) => {
    expect(defang(text)).toBe(broken);
  });

  it.each(['SDRS.0405', 'Job ff8080: failed, 2 of 3.', 'b5dc9a1e-7b1e-4a5c', '12:00:02', '保护组…'])(
    '%s stays as it is',
    (text) => {
      expect(defang(text)).toBe(text);
    },
  );

  it('holds nothing that they would find, and otherwise what it held before', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(foundByClients(defang(text))).toEqual([]);
        expect(defang(text).replaceAll(gap, '')).toBe(text.replaceAll(gap, ''));
      }),
      { numRuns: 100 },
    );
  });
});
