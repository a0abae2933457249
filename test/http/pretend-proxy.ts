import { createServer } from 'node:http';
import { connect } from 'node:net';
import { listen } from './loopback-server.ts';

/** Starts a proxy that answers plain requests itself and tunnels every CONNECT to one local port. */
export async function startProxy(
  tunnelTo?: number,
): Promise<{ url: string; asked: string[]; authorizations: unknown[] }> {
  const asked: string[] = [];
  const authorizations: unknown[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('from the proxy');
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    authorizations.push(request.headers['proxy-authorization']);
    if (tunnelTo === undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const far = connect(tunnelTo, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      far.pipe(socket).pipe(far);
    });
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked, authorizations };
}
