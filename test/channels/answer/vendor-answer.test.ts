import { describe, expect, it } from 'vitest';
import {
  type AnsweredCode,
  type CodeMeaning,
  readVendorCode,
} from '../../../lib/channels/answer/vendor-code.ts';
import type { Answer } from '../../../lib/channels/channel.ts';

const meanings: ReadonlyMap<number, CodeMeaning> = new Map([
  [1, { kind: 'throttled', hint: 'too fast', seconds: 60 }],
  [2, { kind: 'throttled', hint: 'too many' }],
  [3, { kind: 'gone', hint: 'no more' }],
  [4, { kind: 'refused', hint: 'no', seconds: 5 }],
]);

const read = (answered: AnsweredCode | undefined, { status = 200, headers = {} }: Partial<Answer> = {}) =>
  readVendorCode({ kind: 'answer', status, headers, body: '' }, answered, {
    who: 'Vendor',
    meanings,
    now: 0,
  });

describe('the code in an answer', () => {
  it('of 0 is success, unless the status says otherwise', () => {
    expect(read({ code: 0 })).toEqual({ kind: 'delivered' });
    expect(read({ code: 0 }, { status: 502 }).kind).toBe('try_again');
  });

  it('is missed in a success', () => {
    expect(read(undefined)).toEqual({
      kind: 'refused',
      why: 'Vendor answered 200 without a code: the address may be that of something else',
    });
  });

  it.each([
    [{ code: 3 }, 'gone', 'Vendor answered 500 with code 3: no more'],
    [{ code: 4 }, 'refused', 'Vendor answered 500 with code 4: no'],
    [{ code: 99 }, 'try_again', 'Vendor answered 500 (code 99)'],
  ] as const)('%o counts more than the status when it is known', (answered, kind, why) => {
    expect(read(answered, { status: 500 })).toEqual({ kind, why });
  });

  it('that nobody knows is said and refused', () => {
    expect(read({ code: 99 })).toEqual({ kind: 'refused', why: 'Vendor answered 200 with code 99' });
  });

  it.each([
    [{ code: 1 }, {}, 60],
    [{ code: 1, seconds: 5 }, {}, 60],
    [{ code: 1, seconds: 600 }, {}, 600],
    [{ code: 1 }, { 'retry-after': '90' }, 90],
    [{ code: 2, seconds: 4.2 }, {}, 5],
    [{ code: 2, seconds: 1e9 }, {}, 86_400],
  ])('%o with the headers %o asks to wait %d s', (answered, headers, seconds) => {
    expect(read(answered, { headers })).toMatchObject({ kind: 'throttled', seconds });
  });

  it('may throttle without saying for how long', () => {
    expect(read({ code: 2 })).toEqual({
      kind: 'throttled',
      why: 'Vendor answered 200 with code 2: too many',
    });
  });
});
