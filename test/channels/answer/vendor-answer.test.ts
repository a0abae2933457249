import { describe, expect, it } from 'vitest';
import {
  type CodeMeaning,
  readVendorAnswer,
  type VendorAnswer,
} from '../../../lib/channels/answer/vendor-answer.ts';
import type { Answer } from '../../../lib/channels/channel.ts';

const meanings: ReadonlyMap<string, CodeMeaning> = new Map<string, CodeMeaning>([
  ['1', { kind: 'throttled', hint: 'too fast', seconds: 60 }],
  ['2', { kind: 'throttled', hint: 'too many' }],
  ['3', { kind: 'gone', hint: 'removed' }],
  ['4', { kind: 'refused', hint: 'no', seconds: 5 }],
  ['404', { kind: 'gone', hint: 'not there' }],
  ['503', { kind: 'try_again', hint: 'disabled' }],
]);

const read = (verdict: Partial<VendorAnswer>, { status = 200, headers = {} }: Partial<Answer> = {}) =>
  readVendorAnswer(
    { kind: 'answer', status, headers, body: '' },
    { accepted: false, ...verdict },
    { who: 'Vendor', meanings, proof: 'a code', now: 0 },
  );

describe("a vendor's answer", () => {
  it('is an acceptance if both the status and the body say so', () => {
    expect(read({ accepted: true, code: '0' })).toEqual({ kind: 'delivered' });
    expect(read({ accepted: true, code: '0' }, { status: 502 }).kind).toBe('try_again');
  });

  it('with 2xx but without proof is refused', () => {
    expect(read({})).toEqual({
      kind: 'refused',
      why: 'Vendor answered 200 without a code: the address may belong to something else',
    });
  });

  it.each([
    [{ code: '3' }, 'gone', 'Vendor answered 500 (3): removed'],
    [{ code: '4' }, 'refused', 'Vendor answered 500 (4): no'],
    [{ code: '99' }, 'try_again', 'Vendor answered 500 (99)'],
  ] as const)('with %o in the body of a 500 is %s', (verdict, kind, why) => {
    expect(read(verdict, { status: 500 })).toEqual({ kind, why });
  });

  it('with an unknown code and 2xx is refused, and names the code', () => {
    expect(read({ code: '99' })).toEqual({ kind: 'refused', why: 'Vendor answered 200 (99)' });
  });

  it.each([
    [404, 'gone', 'Vendor answered 404 (99): not there'],
    [503, 'try_again', 'Vendor answered 503 (99): disabled'],
  ])('with an unknown code and a known status %i is %s', (status, kind, why) => {
    expect(read({ code: '99' }, { status })).toEqual({ kind, why });
  });

  it.each([
    [{ code: '1' }, {}, 60],
    [{ code: '1', seconds: 5 }, {}, 60],
    [{ code: '1', seconds: 600 }, {}, 600],
    [{ code: '1' }, { 'retry-after': '90' }, 90],
    [{ code: '2', seconds: 4.2 }, {}, 5],
    [{ code: '2', seconds: 1e9 }, {}, 86_400],
  ])('with %o and the headers %o asks to wait %d s', (verdict, headers, seconds) => {
    expect(read(verdict, { headers })).toMatchObject({ kind: 'throttled', seconds });
  });

  it('with 429 takes the wait from the body if no header says one', () => {
    expect(read({ seconds: 7 }, { status: 429 })).toEqual({
      kind: 'throttled',
      seconds: 7,
      why: 'Vendor answered 429',
    });
  });

  it('may throttle without a wait', () => {
    expect(read({ code: '2' })).toEqual({ kind: 'throttled', why: 'Vendor answered 200 (2): too many' });
  });
});
