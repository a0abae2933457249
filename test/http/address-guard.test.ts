import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../lib/http/address-guard.ts';
import { makeClient } from './http-client.ts';
import { serve } from './loopback-server.ts';
import { serveTls, trustTestCertificate } from './tls-server.ts';

trustTestCertificate();

const answering =
  (...addresses: LookupAddress[]): LookupFunction =>
  (_name, _options, done) =>
    done(null, addresses);

describe('isAllowed', () => {
  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    'fec0::1',
    '::ffff:0:7f00:1',
    '2001:0:7f00:1::',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '5f00::1',
    '4000::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    'no address',
    '',
  ])('refuses %s as a public address', (address) => {
    expect(isAllowed(address, 'public')).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2a00:1450::1',
    '2001:4860:4860::8888',
    '3ffe:ffff::1',
    '::ffff:1.1.1.1',
  ])('accepts %s', (address) => {
    expect(isAllowed(address, 'public')).toBe(true);
    expect(isAllowed(address, 'public_or_loopback')).toBe(true);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])(
    'accepts %s if loopback is allowed',
    (address) => {
      expect(isAllowed(address, 'public_or_loopback')).toBe(true);
    },
  );

  it('treats an IPv4 address mapped into IPv6 the same', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('public', 'public_or_loopback'), (address, addresses) => {
        expect(isAllowed(`::ffff:${address}`, addresses)).toBe(isAllowed(address, addresses));
      }),
    );
  });
});

const refused = { kind: 'failure', what: 'address_refused' };

describe('a guarded client', () => {
  it.each([
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://0x7f000001',
    'https://0177.0.0.1',
    'https://017700000001',
    'https://0',
    'https://[::1]',
    'https://[::]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://[0:0:0:0:0:ffff:7f00:0001]',
    'https://169.254.169.254',
    'https://0xa9fea9fe',
    'https://[fd00:ec2::254]',
    'https://10.0.0.1',
  ])('refuses the literal %s without a connection', async (origin) => {
    expect(await makeClient({ addresses: 'public' })(`${origin}/hunter2?hunter2`)).toEqual({
      ...refused,
      message: `Nothing was sent to ${new URL(origin).host}: that is not an address on the public internet`,
    });
  });

  it.each<[string, LookupAddress[]]>([
    ['a private address', [{ address: '10.0.0.1', family: 4 }]],
    ['loopback', [{ address: '127.0.0.1', family: 4 }]],
    ['mapped loopback', [{ address: '::ffff:7f00:1', family: 6 }]],
    [
      'one private address among public ones',
      [
        { address: '1.1.1.1', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ],
    ],
  ])('refuses a name that resolves to %s', async (_name, addresses) => {
    let connections = 0;
    const { port, server } = await serve((_request, response) => response.end());
    server.on('connection', () => {
      connections += 1;
    });
    const client = makeClient({ addresses: 'public', ports: [port], lookup: answering(...addresses) });
    expect(await client(`https://hooks.example:${port}/hunter2`)).toEqual({
      ...refused,
      message: `Nothing was sent to hooks.example:${port}: that is not an address on the public internet`,
    });
    expect(connections).toBe(0);
  });

  it('refuses localhost as a public address', async () => {
    expect(await makeClient({ addresses: 'public' })('https://localhost/')).toMatchObject(refused);
  });

  it.each(['public', 'public_or_loopback'] as const)(
    'refuses plain http except to loopback (%s)',
    async (addresses) => {
      const client = makeClient({ addresses, lookup: answering({ address: '1.1.1.1', family: 4 }) });
      for (const url of ['http://hooks.example/', 'http://1.1.1.1/', 'http://127.0.0.1.hooks.example/']) {
        expect(await client(url)).toMatchObject({
          ...refused,
          message: expect.stringContaining('only https'),
        });
      }
    },
  );

  it('refuses plain http to loopback if only public addresses are allowed', async () => {
    const { url } = await serve((_request, response) => response.end('ok'));
    expect(await makeClient({ addresses: 'public' })(url)).toMatchObject(refused);
  });

  it('accepts plain http to loopback if loopback is allowed', async () => {
    const { port } = await serve((_request, response) => response.end('ok'));
    const client = makeClient({ addresses: 'public_or_loopback' });
    expect(await client(`http://127.0.0.1:${port}/`)).toHaveProperty('body', 'ok');
    expect(await client(`http://localhost:${port}/`)).toHaveProperty('body', 'ok');
  });

  it('accepts https to an allowed address and verifies its certificate', async () => {
    const port = await serveTls((_request, response) => response.end('ok'));
    const loopback = answering({ address: '127.0.0.1', family: 4 });
    const client = makeClient({ addresses: 'public_or_loopback', ports: [port], lookup: loopback });
    expect(await client(`https://cloud.example:${port}/`)).toHaveProperty('body', 'ok');
    expect(await client(`https://other.example:${port}/`)).toEqual({
      kind: 'failure',
      what: 'connect',
      message: `No connection to other.example:${port}: TLS failed (ERR_TLS_CERT_ALTNAME_INVALID)`,
    });
  });

  it.each<[url: string, ports: number[] | undefined, only: string]>([
    ['https://hooks.example:22/hunter2', undefined, '443'],
    ['https://1.1.1.1:6379/hunter2', [], '443'],
    ['https://[2606:4700::1111]:80/hunter2', [8443, 443], '443, 8443'],
    ['https://localhost.hooks.example:8443', [9093], '443, 9093'],
  ])('refuses another port before it resolves the host: %s', async (url, ports, only) => {
    const { host, port } = new URL(url);
    for (const addresses of ['public', 'public_or_loopback'] as const) {
      const client = makeClient({ addresses, ports, lookup: () => expect.unreachable('looked up') });
      expect(await client(url)).toEqual({
        ...refused,
        message: `Nothing was sent to ${host}: port ${port} is not allowed (only ${only}); correct the address, or add ${port} to "ports" in the configuration`,
      });
    }
  });

  it.each(['https://hooks.example/', 'https://hooks.example:443/', 'https://hooks.example:8443/'])(
    'resolves the host of %s, whose port is allowed',
    async (url) => {
      const lookup = answering({ address: '10.0.0.1', family: 4 });
      const client = makeClient({ addresses: 'public', ports: [8443], lookup });
      expect(await client(url)).toMatchObject({ message: expect.stringContaining('public internet') });
    },
  );

  it('resolves a name once, so that a second answer has no effect', async () => {
    const port = await serveTls((_request, response) => response.end('ok'));
    let lookups = 0;
    const client = makeClient({
      addresses: 'public_or_loopback',
      ports: [port],
      lookup: (_name, _options, done) => {
        lookups += 1;
        done(null, [{ address: lookups === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
      },
    });
    expect(await client(`https://cloud.example:${port}/`)).toHaveProperty('body', 'ok');
    expect(lookups).toBe(1);
  });
});
