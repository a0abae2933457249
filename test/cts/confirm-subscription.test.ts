import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isConfirmUrl, makeConfirmSubscription } from '../../lib/cts/confirm-subscription.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import { makeClient } from '../http/http-client.ts';
import { closedPort, serve } from '../http/loopback-server.ts';
import { host, rules } from './smn-messages.ts';

describe('the address that confirms a subscription', () => {
  it.each([
    `https://${host}/smn/confirm?token=T`,
    'https://console.otc.t-systems.com/smn/subscription/confirm?token=T',
  ])('is taken at a configured host: %s', (url) => {
    expect(isConfirmUrl(url, rules)).toBe(true);
  });

  it.each([
    `http://${host}/confirm`,
    `https://${host}:8443/confirm`,
    `https://${host}:443/confirm`,
    `https://user@${host}/confirm`,
    `https://a:b@${host}/confirm`,
    `https://${host}.evil.example/confirm`,
    `https://${host}@evil.example/confirm`,
    `https://${host}\\@evil.example/confirm`,
    `https:/${host}/confirm`,
    `https://${host}`,
    'https://evil.example/confirm',
    'https://169.254.169.254/latest/meta-data',
    'javascript:alert(1)',
    'confirm',
    '',
  ])('is not taken: %s', (url) => {
    expect(isConfirmUrl(url, rules)).toBe(false);
  });

  const pieces = [
    'https:',
    'HTTPS:',
    'http:',
    'javascript:',
    '/',
    '//',
    '\\',
    '@',
    ':',
    ':443',
    ':8443',
    'user',
    '.',
    '..',
    host,
    host.toUpperCase(),
    'console.otc.t-systems.com',
    '.evil.example',
    'evil.example',
    '127.0.0.1',
    '[::1]',
    '%2f',
    '%40',
    '%00',
    '\u0000',
    '\t',
    '\r\n',
    ' ',
    '#',
    '?',
    '&token=T',
    '\u3002',
    '\uff0f',
    '\ud800',
    '\u202e',
    'ſ',
  ];
  const madeOf = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 3 }));
  const beginnings = fc.constantFrom('', 'https://', `https://${host}`, `https://${host}/`);

  it('is taken only where a request for it goes to a configured host, whatever it is made of', () => {
    fc.assert(
      fc.property(beginnings, fc.array(madeOf, { maxLength: 6 }), (beginning, rest) => {
        const text = beginning + rest.join('');
        const isTaken = isConfirmUrl(text, rules);
        const [, named] = /^https:\/\/([a-z.-]+)\//.exec(text) ?? [];
        expect(isTaken).toBe(named === host || named === 'console.otc.t-systems.com');
        if (isTaken)
          expect(new URL(text)).toMatchObject({ host: named, port: '', username: '', password: '' });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a confirmation', () => {
  const confirming = () => {
    const client = makeClient();
    return makeConfirmSubscription((request) => client(request.url.reveal(), request));
  };

  it('opens the address once', async () => {
    const asked: string[] = [];
    const { url } = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('{"subscription_urn":"urn"}');
    });
    await confirming()(new Secret(`${url}/confirm?token=T0KEN`));
    expect(asked).toStrictEqual(['GET /confirm?token=T0KEN']);
  });

  it.each([302, 403, 500])('fails with %i and says so without the address', async (status) => {
    let asked = 0;
    const { url } = await serve((_request, response) => {
      asked += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    await expect(confirming()(new Secret(`${url}/confirm?token=T0KEN`))).rejects.toMatchObject({
      name: 'SubscriptionUnconfirmed',
      code: 'SUBSCRIPTION_UNCONFIRMED',
      retryable: true,
      message: `The subscription to the topic could not be confirmed: SMN answered ${status}.`,
    });
    expect(asked).toBe(1);
  });

  it('fails where nobody is and says so without the token', async () => {
    const failing = confirming()(new Secret(`http://127.0.0.1:${await closedPort()}/?token=T0KEN`));
    await expect(failing).rejects.toThrow(/could not be confirmed: (?!.*T0KEN)/);
  });
});
