import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feishuSignature } from '../../../../lib/channels/kinds/feishu/sign.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { hmacSha256 } from '../../hmac.ts';

describe('the signature of a Feishu bot', () => {
  // printf '' | openssl dgst -sha256 -hmac "$seconds"$'\n'"$secret" -binary | base64
  it.each([
    ['demo', '1599360473', 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8='],
    ['zhVyFS4oM1bcXQ9wPZd2hd', '1772366700', 'v3KW+Cuw7Q+5KvK003tMWwclB2STgT+gtrRya2B0hOk='],
  ])('with %s at %s is what openssl makes of it', (secret, timestamp, sign) => {
    expect(feishuSignature(new Secret(secret), Number(timestamp) * 1_000 + 999)).toEqual({ timestamp, sign });
  });

  it('is what the steps of HMAC give over nothing, for any secret and time', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), fc.nat(4e12), (secret, now) => {
        const timestamp = `${Math.floor(now / 1_000)}`;
        const sign = hmacSha256(`${timestamp}\n${secret}`, '');
        expect(feishuSignature(new Secret(secret), now)).toEqual({ timestamp, sign });
      }),
    );
  });
});
