import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretsIn, withoutEcho } from '../../lib/cloud/without-echo.ts';

const answered = (body: string) => ({ kind: 'answer' as const, status: 403, headers: {}, body });
const bodyWithout = (body: string, secrets: string[]) => {
  const answer = withoutEcho(answered(body), secrets);
  return answer.kind === 'answer' ? answer.body : undefined;
};

describe('an answer that echoes the request', () => {
  it.each([
    ['blocked: x-auth-token: MIITOKEN+/=', 'blocked: x-auth-token: [redacted]'],
    ['{"got":"MIITOKEN+/="}', '{"got":"[redacted]"}'],
    ['token=MIITOKEN%2B%2F%3D&x', 'token=[redacted]&x'],
    ['no secret', 'no secret'],
  ])('%s is read as %s', (body, read) => {
    expect(bodyWithout(body, ['MIITOKEN+/='])).toBe(read);
  });

  it('is read without the secrets of the request, for any secret', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 9 }), fc.string(), (secret, prefix) => {
        fc.pre(!'[redacted]'.includes(secret) && !prefix.includes(secret));
        expect(bodyWithout(`${prefix}${secret}`, [secret])).not.toContain(secret);
      }),
    );
  });

  it('is unchanged if there is no secret', () => {
    expect(bodyWithout('text', [''])).toBe('text');
  });
});

it('finds the secrets of a request in its headers', () => {
  const headers = { 'x-auth-token': 'a', 'x-security-token': 'b', authorization: 'c', 'x-project-id': 'd' };
  expect(secretsIn(headers)).toEqual(['a', 'b', 'c']);
});
