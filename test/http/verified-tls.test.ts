import { expect, it, onTestFinished, vi } from 'vitest';
import { makeProxy } from '../../lib/http/proxy.ts';
import { makeClient } from './http-client.ts';
import { startProxy } from './pretend-proxy.ts';
import { serveTls } from './tls-server.ts';

it.each(['any', 'public_or_loopback', 'proxy'] as const)(
  'verifies a certificate even if the environment forbids it (%s)',
  async (way) => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const port = await serveTls((_request, response) => response.end('ok'));
    const client =
      way === 'proxy'
        ? makeClient({ proxy: makeProxy({ httpsProxy: (await startProxy(port)).url }) })
        : makeClient({ addresses: way });
    const host = way === 'proxy' ? 'cloud.example' : `localhost:${port}`;
    expect(await client(`https://${host}/`)).toMatchObject({
      kind: 'failure',
      what: 'connect',
      message: expect.stringContaining('TLS failed (DEPTH_ZERO_SELF_SIGNED_CERT)'),
    });
  },
);
