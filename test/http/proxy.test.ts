import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeProxy } from '../../lib/http/proxy.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';
import { makeClient } from './http-client.ts';
import { closedPort, serve } from './loopback-server.ts';
import { startProxy } from './pretend-proxy.ts';
import { serveTls, trustTestCertificate } from './tls-server.ts';

trustTestCertificate();

describe('a proxy', () => {
  it('tunnels https, with the user and password of the proxy', async () => {
    const port = await serveTls((_request, response) => response.end('from the cloud'));
    const proxy = await startProxy(port);
    const httpsProxy = proxy.url.replace('//', '//user:hunter2@');
    const answer = await makeClient({ proxy: makeProxy({ httpsProxy }) })('https://cloud.example/jobs');
    expect(answer).toMatchObject({ kind: 'answer', status: 200, body: 'from the cloud' });
    expect(proxy.asked).toEqual(['CONNECT cloud.example:443']);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('user:hunter2').toString('base64')}`]);
  });

  it('gets the whole URL of a plain http request', async () => {
    const proxy = await startProxy();
    const answer = await makeClient({ proxy: makeProxy({ httpProxy: proxy.url }) })(
      'http://cloud.example/jobs',
    );
    expect(answer).toHaveProperty('body', 'from the proxy');
    expect(proxy.asked).toEqual(['GET http://cloud.example/jobs']);
  });

  it('is not used for local addresses', async () => {
    const { url, port } = await serve((_request, response) => response.end('direct'));
    const proxy = await startProxy();
    const client = makeClient({ proxy: makeProxy({ httpProxy: proxy.url, httpsProxy: proxy.url }) });
    expect(await client(url)).toHaveProperty('body', 'direct');
    expect(await client(`http://localhost:${port}`)).toHaveProperty('body', 'direct');
    expect(proxy.asked).toEqual([]);
  });

  it('is not used for the hosts in NO_PROXY', async () => {
    const { port } = await serve((_request, response) => response.end('direct'));
    const proxy = await startProxy();
    const client = makeClient({
      proxy: makeProxy({ httpProxy: proxy.url, noProxy: 'other.example,.cloud.example' }),
      lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    expect(await client(`http://sdrs.cloud.example:${port}`)).toHaveProperty('body', 'direct');
    expect(await client(`http://iam.example:${port}`)).toHaveProperty('body', 'from the proxy');
  });

  it('that refuses the tunnel is mentioned in the error, without its password', async () => {
    const proxy = await startProxy();
    const httpsProxy = proxy.url.replace('//', '//user:hunter2@');
    expect(await makeClient({ proxy: makeProxy({ httpsProxy }) })('https://cloud.example/jobs')).toEqual({
      kind: 'failure',
      what: 'connect',
      message:
        'No connection to cloud.example: the proxy did not open a tunnel (UND_ERR_ABORTED); a proxy is configured',
    });
  });

  it('that cannot be reached is mentioned in the error', async () => {
    const httpsProxy = `http://127.0.0.1:${await closedPort()}`;
    expect(await makeClient({ proxy: makeProxy({ httpsProxy }) })('https://cloud.example/jobs')).toEqual({
      kind: 'failure',
      what: 'connect',
      message:
        'No connection to cloud.example: the connection was refused (ECONNREFUSED); a proxy is configured',
    });
  });

  it('does not get a literal private address from a guarded client', async () => {
    const proxy = await startProxy();
    const client = makeClient({ addresses: 'public', proxy: makeProxy({ httpsProxy: proxy.url }) });
    expect(await client('https://169.254.169.254/')).toMatchObject({ what: 'address_refused' });
    expect(await client('https://localhost/')).toMatchObject({ what: 'address_refused' });
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ['HTTP_PROXY', { httpProxy: 'proxy.example:hunter2' }],
    ['HTTPS_PROXY', { httpsProxy: 'hunter2' }],
    ['HTTPS_PROXY', { httpsProxy: 'socks5://user:hunter2@proxy.example' }],
  ])('in %s with an invalid URL is refused, without the URL in the error', (name, proxy) => {
    const message = `${name}: expected a URL such as http://proxy.example:3128, found something else`;
    expect(() => makeProxy(proxy)).toThrow(new WrongConfiguration(message));
  });
});

it.each([
  ['without proxies', {}],
  ['with none named', { proxy: makeProxy({}) }],
])('a client %s does not look for one in the environment', async (_name, options) => {
  const proxy = await startProxy();
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']) vi.stubEnv(name, proxy.url);
  const { port } = await serve((_request, response) => response.end('direct'));
  const client = makeClient({
    ...options,
    lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  expect(await client(`http://cloud.example:${port}`)).toHaveProperty('body', 'direct');
  expect(proxy.asked).toEqual([]);
});
