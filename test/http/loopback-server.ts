import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createNetServer, type Server as NetServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** Listens on 127.0.0.1 until the test ends, then closes all connections. Returns the port. */
export async function listen(server: NetServer): Promise<number> {
  const sockets = new Set<{ destroy: () => void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return portOf(server);
}

/** Starts a loopback server for one test. Its header limit allows tokens of 16 KB, as in the cloud. */
export async function serve(
  listener: RequestListener,
): Promise<{ url: string; port: number; server: Server }> {
  const server = createServer({ maxHeaderSize: 65_536 }, listener);
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, server };
}

/** Reads the body of a request. */
export async function bodyOf(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Returns a port on which no process listens. */
export async function closedPort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(server: NetServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return address.port;
}
