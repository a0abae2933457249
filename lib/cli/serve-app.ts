import type { Server } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { isLoopback } from '../watch/endpoint-url.ts';
import { type Terminal, whenInterrupted } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Where to listen; the default is port 8080 of this machine only. */
export interface Listening {
  host?: string | undefined;
  port?: number | undefined;
}

/**
 * Serves the HTTP API until Ctrl-C. `begun` runs once the server listens and returns a text to print. Throws
 * UsageError if the port cannot be used.
 */
export async function serveUntilInterrupted(
  app: Hono,
  { host = '127.0.0.1', port = 8_080, begun }: Listening & { begun: () => string },
  { out, err, interrupted }: Terminal,
): Promise<void> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await listen(server, host, port);
  const hostInUrl = host.includes(':') ? `[${host}]` : host;
  if (!isLoopback(hostInUrl)) err(inClearText(host));
  out(welcome(`http://${hostInUrl}:${port}`, begun()));
  await new Promise<void>((resolve) => whenInterrupted(interrupted, resolve));
  await new Promise((resolve) => {
    server.close(resolve);
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

const listen = (server: Pick<Server, 'listen' | 'once'>, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = 'code' in error ? error.code : error.message;
      const why = `--port: cannot use ${host}:${port} (${code}); name another port or host.`;
      reject(new UsageError(why, { cause: error }));
    });
    server.listen(port, host, () => resolve());
  });

const inClearText = (host: string): string =>
  `jobwatch: --host: other machines reach ${host} over plain http, so keys travel in clear text; put a proxy that ends TLS in front.\n`;

const welcome = (
  url: string,
  begun: string,
): string => `Accepts watches at ${url} until Ctrl-C; see ${url}/openapi.json.
${begun}
Watch a job:
  curl -X POST ${url}/v1/watches -H "Authorization: Bearer $JOBWATCH_API_KEY" -H 'Content-Type: application/json' \\
    -d '{"job_id": "…", "project_id": "…"}'

`;
