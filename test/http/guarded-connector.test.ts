import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { AddressRefused, guardedConnector } from '../../lib/http/address-guard.ts';
import { listen } from './loopback-server.ts';

it('closes a connection to a refused address that no lookup saw', async () => {
  const server = createServer();
  const port = await listen(server);
  const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'));
  const connect = guardedConnector('public', {
    timeoutMs: 1_000,
    lookup: () => {
      throw new Error('an IP address is not looked up');
    },
  });
  const error = await new Promise((resolve) => {
    connect({ hostname: '127.0.0.1', protocol: 'http:', port: String(port) }, (...[failure]) =>
      resolve(failure),
    );
  });
  expect(error).toBeInstanceOf(AddressRefused);
  await closed;
});
