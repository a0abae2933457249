import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedAddress } from '../../../../lib/channels/kinds/dingtalk/sign.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { hmacSha256 } from '../../hmac.ts';

const webhook = 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef';
const sign = (secret: string, now: number, address = webhook): string =>
  signedAddress(new Secret(address), new Secret(secret), now).reveal();

describe('the signature of a DingTalk robot', () => {
  // printf '%s\n%s' $ms "$secret" | openssl dgst -sha256 -hmac "$secret" -binary | base64, then
  // percent-encoded by hand
  it.each([
    ['this is secret', 1577262236757, 'hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D'],
    [
      'SEC0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
      1772366700999,
      'bLilWi6qCgNva1zVDWQrVXmlHbXik5kQVmb%2FzrX08zc%3D',
    ],
  ])('with %s at %d is what openssl makes of it', (secret, now, signature) => {
    expect(sign(secret, now)).toBe(`${webhook}&timestamp=${now}&sign=${signature}`);
  });

  it('is what the steps of HMAC give, encoded once, for any secret and time', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), fc.nat(4e12), (secret, now) => {
        const signature = hmacSha256(secret, `${now}\n${secret}`);
        const encoded = signature.replaceAll('+', '%2B').replaceAll('/', '%2F').replaceAll('=', '%3D');
        expect(sign(secret, now)).toBe(`${webhook}&timestamp=${now}&sign=${encoded}`);
      }),
    );
  });

  it('replaces one that stands in the address already', () => {
    expect(sign('s', 2, `${webhook}&timestamp=1&sign=old`)).toBe(sign('s', 2));
  });
});
