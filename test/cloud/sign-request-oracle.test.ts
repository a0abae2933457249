import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signRequest } from '../../lib/cloud/sign-request.ts';

/**
 * Compares with the official SDK. Leaves out what the SDK gets wrong or leaves to its callers: string bodies
 * (it signs them as JSON once more), header names that localeCompare sorts unlike code points (`x-sdk-date`
 * and others with x), values with leading or trailing spaces (it does not trim), and escapes in paths (it
 * escapes them again).
 */
const segment = fc.stringMatching(/^[A-Za-z0-9._~-]{1,12}$/).filter((text) => !/^\.\.?$/.test(text));
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
const text = fc.string({ unit: fc.constantFrom(..."aZ09 ~*-._!'()&=?#%+/üé一ß€") });
const query = fc.dictionary(
  text.filter(Boolean),
  fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
  {
    maxKeys: 5,
    noNullPrototype: true,
  },
);
const headers = fc.dictionary(
  fc.stringMatching(/^[a-gi-w][a-z]{0,8}$/),
  fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/),
  { maxKeys: 4, noNullPrototype: true },
);
const body = fc.option(
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), { noNullPrototype: true }),
  {
    nil: undefined,
  },
);
const second = fc.integer({ min: 946_684_800, max: 4_102_444_799 });

const searchOf = (parameters: Record<string, string | string[]>): string => {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    for (const value of [values].flat()) search.append(name, value);
  }
  return search.size === 0 ? '' : `?${search}`;
};

const notAsked = () => Promise.reject(new Error('signing needs keys only'));

describe('a signature', () => {
  it('equals that of the official SDK, for any request that both can sign', () => {
    fc.assert(
      fc.property(
        fc.record({
          path,
          query,
          headers,
          body,
          second,
          accessKey: segment,
          secretKey: fc.string({ minLength: 1 }),
        }),
        (given) => {
          const endpoint = `https://sdrs.example.com${given.path}`;
          const method = given.body === undefined ? 'GET' : 'POST';
          const ours = signRequest(
            {
              method,
              url: endpoint + searchOf(given.query),
              headers: given.headers,
              ...(given.body !== undefined && { body: JSON.stringify(given.body) }),
            },
            given,
            given.second * 1_000,
          );
          const theirs = AKSKSigner.sign(
            {
              method,
              endpoint,
              // It sorts the values of a parameter in place.
              queryParams: structuredClone(given.query),
              headers: { ...given.headers, 'X-Sdk-Date': ours['x-sdk-date'] },
              data: given.body,
            },
            {
              getAk: () => given.accessKey,
              getSk: () => given.secretKey,
              processAuthRequest: notAsked,
              processAuthParams: notAsked,
            },
          );
          expect(theirs).toHaveProperty('Authorization', ours['authorization']);
        },
      ),
      { numRuns: 500 },
    );
  });
});
