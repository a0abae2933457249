import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routesOf } from '../../lib/notification/route.ts';
import { aNotification, anUnreachableNotification } from '../support/notifications.ts';

/** Returns whether a route with this condition takes the notification. */
const takes = (notification: ReturnType<typeof aNotification>, when: { job_type: string[] }): boolean =>
  routesOf(notification, [{ to: ['first'], when }], []).length > 0;

describe('a glob', () => {
  const typed = (job_type: string) => aNotification({ job: { ...aNotification().job, job_type } });

  it.each([
    ['failover', ['failover'], ['failovers', 'xfailover', 'Failover', 'failove', '']],
    ['failover*', ['failover', 'failoverProtectionGroupNoCG', 'failover\nx'], ['xfailover', 'failove']],
    ['*NoCG', ['NoCG', 'failoverNoCG'], ['failoverNoCGs']],
    ['*Group*', ['Group', 'aGroupb'], ['group']],
    ['a*b*c', ['abc', 'aXbYc', 'abbcc', 'abcbc'], ['ab', 'acb', 'abcd']],
    ['ab*ba', ['abba', 'abxba', 'ababa'], ['aba', 'ab', 'ba']],
    ['a*b*b', ['abb', 'axbxb'], ['ab', 'aab']],
    ['*b*', ['b', 'abc'], ['', 'ac']],
    ['*aab*', ['aaab', 'aaaabx'], ['aba']],
    ['*a?c*', ['aabc', 'xaacc'], ['ac']],
    ['**', ['', 'anything'], []],
    ['a**b', ['ab', 'axxb'], ['a', 'b']],
    ['?', ['a', '*', '\n', '组'], ['', 'ab']],
    ['a?c', ['abc', 'a?c'], ['ac', 'abbc']],
    ['?*', ['a', 'abc'], ['']],
    ['*?', ['a', 'abc'], ['']],
    ['a?*c', ['abc', 'abbc'], ['ac']],
    ['a.c', ['a.c'], ['abc']],
    ['(a|b)', ['(a|b)'], ['a', 'b']],
    ['[ab]+$', ['[ab]+$'], ['a', 'ab']],
    ['^a{2}\\d', ['^a{2}\\d'], ['aa1', 'aa']],
    ['a*.b', ['a.b', 'ax.b'], ['axb']],
    ['x-y_z 1/2', ['x-y_z 1/2'], ['x-y_z 1']],
  ])('%j matches the right names', (glob, taken, left) => {
    expect(taken.filter((name) => !takes(typed(name), { job_type: [glob] }))).toStrictEqual([]);
    expect(left.filter((name) => takes(typed(name), { job_type: [glob] }))).toStrictEqual([]);
  });

  it('matches if one of several does', () => {
    expect(takes(typed('reprotect'), { job_type: ['failover*', 're*'] })).toBe(true);
  });

  it('never matches a job that no poll has seen, not even as "*"', () => {
    expect(takes(anUnreachableNotification(), { job_type: ['*'] })).toBe(false);
  });

  it('matches the name that it was made from', () => {
    const part = fc.oneof(fc.constant('*'), fc.constant('?'), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.string({ maxLength: 4 }),
        (parts, filling) => {
          const glob = parts.join('') || '*';
          const name = glob.replaceAll('*', () => filling).replaceAll('?', 'x');
          expect(takes(typed(name), { job_type: [glob] })).toBe(true);
        },
      ),
    );
  });

  it('is fast with the longest names', () => {
    const glob = `${'*a'.repeat(60)}b`;
    expect(takes(typed('a'.repeat(8_000)), { job_type: [glob] })).toBe(false);
    expect(takes(typed(`${'a'.repeat(8_000)}b`), { job_type: [glob] })).toBe(true);
  });
});
