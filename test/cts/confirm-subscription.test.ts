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
  ])('is accepted at a configured host: %s', (url) => {
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
  ])('is refused: %s', (url) => {
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
  const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 3 }));
  const beginnings = fc.constantFrom('', 'https://', `https://${host}`, `https://${host}/`);

  it('is accepted only if its request goes to a configured host', () => {
    fc.assert(
      fc.property(beginnings, fc.array(piece, { maxLength: 6 }), (beginning, rest) => {
        const text = beginning + rest.join('');
        const accepted = isConfirmUrl(text, rules);
        const [, named] = /^https:\/\/([a-z.-]+)\//.exec(text) ?? [];
        expect(accepted).toBe(named === host || named === 'console.otc.t-systems.com');
        if (accepted)
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

  it('requests the address once', async () => {
    const asked: string[] = [];
    const { url } = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('{"subscription_urn":"urn"}');
    });
    await confirming()(new Secret(`${url}/confirm?token=T0KEN`));
    expect(asked).toStrictEqual(['GET /confirm?token=T0KEN']);
  });

  it.each([302, 403, 500])('fails after %i, without the address in the error', async (status) => {
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

  it('fails without a connection, without the token in the error', async () => {
    const failing = confirming()(new Secret(`http://127.0.0.1:${await closedPort()}/?token=T0KEN`));
    await expect(failing).rejects.toThrow(/could not be confirmed: (?!.*T0KEN)/);
  });
});
