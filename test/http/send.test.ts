import type { ServerResponse } from 'node:http';
import { createServer as createNetServer, type Socket } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeClient } from './http-client.ts';
import { bodyOf, closedPort, listen, serve } from './loopback-server.ts';

describe('a response', () => {
  it('has its status, body, and headers in lower case and joined', async () => {
    const { url } = await serve((_request, response) => {
      response
        .writeHead(418, { 'X-Request-Id': 'abc', Via: ['one', 'two'], 'Set-Cookie': ['a=1', 'b=2'] })
        .end('{"é":1}');
    });
    const answer = await makeClient()(url);
    expect(answer).toMatchObject({
      kind: 'answer',
      status: 418,
      headers: { 'x-request-id': 'abc', via: 'one, two', 'set-cookie': 'a=1, b=2' },
      body: '{"é":1}',
    });
  });

  it('is read also if it is not UTF-8', async () => {
    const { url } = await serve((_request, response) =>
      response.end(Buffer.from([0x61, 0xff, 0xfe, 0xc3, 0x62])),
    );
    expect(await makeClient()(url)).toMatchObject({ kind: 'answer', body: 'a\ufffd\ufffd\ufffdb' });
  });

  it('is not decompressed if the server compresses it unasked', async () => {
    const packed = gzipSync('0'.repeat(1_000_000));
    const { url } = await serve((request, response) => {
      response.writeHead(200, {
        'content-encoding': 'gzip',
        'x-asked-for': request.headers['accept-encoding'] ?? 'none',
      });
      response.end(packed);
    });
    const answer = await makeClient()(url);
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-encoding': 'gzip', 'x-asked-for': 'none' },
    });
    expect(answer).toHaveProperty('body', new TextDecoder().decode(packed));
    expect(gunzipSync(packed)).toHaveLength(1_000_000);
  });

  it.each([301, 302, 303, 307, 308])('that redirects (%i) is not followed', async (status) => {
    let asked = 0;
    const { url } = await serve((_request, response) => {
      asked += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect(await makeClient()(url)).toMatchObject({
      kind: 'answer',
      status,
      headers: { location: '/elsewhere' },
    });
    expect(asked).toBe(1);
  });

  it('and a request may have headers as long as the longest IAM token', async () => {
    const token = 'x'.repeat(20_000);
    const { url } = await serve((request, response) => {
      response.writeHead(201, { 'x-subject-token': String(request.headers['x-auth-token']) }).end();
    });
    expect(await makeClient()(url, { headers: { 'x-auth-token': token } })).toMatchObject({
      status: 201,
      headers: { 'x-subject-token': token },
    });
  });

  it.each([
    ['as long as allowed is read completely', 1_000, undefined],
    ['one byte longer is read up to the limit, and marked as cut', 1_001, 1_000],
  ])('that is %s', async (_name, length, cutAt) => {
    const { url } = await serve((_request, response) => response.end('x'.repeat(length)));
    const answer = await makeClient()(url, { maxBodyBytes: 1_000 });
    expect(answer).toMatchObject({ kind: 'answer', status: 200, body: 'x'.repeat(1_000) });
    expect('cutAt' in answer ? answer.cutAt : undefined).toBe(cutAt);
  });

  it('without an end is cut off, and its connection closed', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { url } = await serve((_request, response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', pour);
      pour();
    });
    const answer = await makeClient()(url, { maxBodyBytes: 50_000 });
    expect(answer).toMatchObject({ kind: 'answer', status: 200, body: 'x'.repeat(50_000), cutAt: 50_000 });
    await closed;
  });
});

describe('a request', () => {
  it('is sent with its method, headers and body', async () => {
    const { url } = await serve(async (request, response) => {
      response.end(`${request.method} ${request.url} ${request.headers['x-key']} ${await bodyOf(request)}`);
    });
    const answer = await makeClient()(`${url}/a?b=c`, {
      method: 'POST',
      headers: { 'X-Key': 'k' },
      body: 'ü',
    });
    expect(answer).toHaveProperty('body', 'POST /a?b=c k ü');
  });

  it('reuses open connections', async () => {
    const { url, server } = await serve((_request, response) => response.end('ok'));
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const client = makeClient();
    for (let count = 0; count < 10; count += 1) await client(url);
    // A request sent while the last response ends finds its connection still in use, so there may be two.
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('waits for one of 64 connections to a host', async () => {
    const requests = 300;
    const held: ServerResponse[] = [];
    let answered = 0;
    // Answers only when the maximum number of requests is waiting.
    const { url, server } = await serve((_request, response) => {
      held.push(response);
      if (held.length < Math.min(64, requests - answered)) return;
      answered += held.length;
      for (const waiting of held.splice(0)) waiting.end('ok');
    });
    let [open, most] = [0, 0];
    server.on('connection', (socket: Socket) => {
      open += 1;
      most = Math.max(most, open);
      socket.once('close', () => {
        open -= 1;
      });
    });
    const client = makeClient();
    const answers = await Promise.all(Array.from({ length: requests }, () => client(url)));
    expect(answers.filter(({ kind }) => kind === 'answer')).toHaveLength(requests);
    expect(most).toBe(64);
  });

  it('works with different connect time-outs', async () => {
    const { url } = await serve((_request, response) => response.end('ok'));
    const client = makeClient();
    expect(await client(url, { connectTimeoutMs: 1_000 })).toHaveProperty('body', 'ok');
    expect(await client(url, { connectTimeoutMs: 3_000 })).toHaveProperty('body', 'ok');
  });
});

const secretPart = 'hunter2';
const withSecret = (url: string): string => `${url}/${secretPart}?key=${secretPart}#${secretPart}`;

describe('a failure names the host and the reason', () => {
  it('if no process listens', async () => {
    const port = await closedPort();
    expect(await makeClient()(withSecret(`http://127.0.0.1:${port}`))).toEqual({
      kind: 'failure',
      what: 'connect',
      message: `No connection to 127.0.0.1:${port}: the connection was refused (ECONNREFUSED)`,
    });
  });

  it('if no process listens at any address of a name', async () => {
    const port = await closedPort();
    expect(await makeClient()(`http://localhost:${port}`)).toMatchObject({
      what: 'connect',
      message: `No connection to localhost:${port}: the connection was refused (ECONNREFUSED)`,
    });
  });

  it.each([
    ['ENOTFOUND', 'the name is not known to DNS'],
    ['EAI_AGAIN', 'DNS did not answer'],
  ])('if the name has no address (%s)', async (code, reason) => {
    const client = makeClient({
      lookup: (_name, _options, done) => done(Object.assign(new Error(secretPart), { code }), []),
    });
    expect(await client('https://cloud.example/')).toEqual({
      kind: 'failure',
      what: 'connect',
      message: `No connection to cloud.example: ${reason} (${code})`,
    });
  });

  it('if the name server hangs', async () => {
    // This test is slow: undici counts connect time-outs in steps of half a second.
    const client = makeClient({ lookup: () => undefined });
    expect(await client('https://cloud.example/', { connectTimeoutMs: 50 })).toEqual({
      kind: 'failure',
      what: 'connect',
      message: 'No connection to cloud.example: none within 0.05 s (UND_ERR_CONNECT_TIMEOUT)',
    });
  });

  it.each([
    ['before the headers', () => undefined],
    ['after the headers', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{')],
  ])('if the server hangs %s', async (_name, begin) => {
    const port = await listen(createNetServer((socket) => socket.once('data', () => begin(socket))));
    expect(await makeClient()(withSecret(`http://127.0.0.1:${port}`), { totalTimeoutMs: 80 })).toEqual({
      kind: 'failure',
      what: 'timeout',
      message: `No complete answer from 127.0.0.1:${port} within 0.08 s`,
    });
  });

  it('if the server sends its response byte by byte for too long', async () => {
    const { url } = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.once('close', () => clearInterval(timer));
    });
    expect(await makeClient()(url, { totalTimeoutMs: 80 })).toMatchObject({ what: 'timeout' });
  });

  it.each([
    ['before the headers', ''],
    ['inside the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['inside the body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{'],
  ])('if the server resets the connection %s', async (_name, beginning) => {
    const port = await listen(
      createNetServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.write(beginning, () => socket.resetAndDestroy()));
      }),
    );
    const answer = await makeClient()(withSecret(`http://127.0.0.1:${port}`));
    expect(answer).toMatchObject({ kind: 'failure', what: 'broken' });
    expect(answer).toHaveProperty(
      'message',
      expect.stringMatching(
        `^The connection to 127.0.0.1:${port} broke before the whole answer was there \\([A-Z_]+\\)$`,
      ),
    );
  });

  it('if the server closes the connection inside the body', async () => {
    const port = await listen(
      createNetServer((socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{'));
      }),
    );
    expect(await makeClient()(`http://127.0.0.1:${port}`)).toMatchObject({ what: 'broken' });
  });

  it('if the response is not HTTP', async () => {
    const port = await listen(
      createNetServer((socket) => socket.once('data', () => socket.end('SSH-2.0-hunter2\r\n'))),
    );
    const answer = await makeClient()(`http://127.0.0.1:${port}`);
    expect(answer).toMatchObject({ kind: 'failure', what: 'broken' });
    expect(JSON.stringify(answer)).not.toContain(secretPart);
  });

  it('if the other side does not use TLS', async () => {
    const { port } = await serve((_request, response) => response.end());
    expect(await makeClient()(withSecret(`https://127.0.0.1:${port}`))).toMatchObject({
      what: 'connect',
      message: expect.stringMatching(`^No connection to 127.0.0.1:${port}: TLS failed \\([A-Z_0-9]+\\)$`),
    });
  });

  it('if a header cannot be sent, without showing it', async () => {
    const { url } = await serve((_request, response) => response.end());
    const answer = await makeClient()(url, { headers: { 'x-auth-token': `${secretPart}\n` } });
    expect(answer).toMatchObject({ what: 'broken', message: expect.stringContaining('line break') });
    expect(JSON.stringify(answer)).not.toContain(secretPart);
  });

  it.each([
    'hunter2',
    'hunter2://127.0.0.1',
    'ftp://127.0.0.1/hunter2',
    'https://hunter2:hunter2@127.0.0.1/',
  ])('if the URL is invalid, without showing it: %s', async (address) => {
    const answer = await makeClient()(address);
    expect(answer).toMatchObject({ kind: 'failure', what: 'address_refused' });
    expect(JSON.stringify(answer)).not.toContain(secretPart);
  });
});
