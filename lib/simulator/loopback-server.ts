import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import * as z from 'zod';
import { type Reply, textReply } from './reply.ts';

/** A request to a simulated server. */
export interface Asked {
  method: string;
  /** Path and query of the request line. */
  target: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface LoopbackServer {
  /** Has no slash at the end. */
  url: string;
  /** Breaks every connection and frees the port. */
  close: () => Promise<void>;
}

const host = '127.0.0.1';
const longestBodyBytes = 1_048_576;

/**
 * Starts a server on the loopback address, by default on a free port. Headers may have 64 KiB, because an IAM
 * token alone may have 16. Throws if the port is not free.
 */
export async function startLoopbackServer(
  answer: (asked: Asked) => Reply,
  { port = 0 }: { port?: number | undefined } = {},
): Promise<LoopbackServer> {
  const server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    readBody(request).then(
      (body) => sendReply(body === undefined ? textReply(413) : answer(askedIn(request, body)), response),
      // The client closed the connection during its request.
      () => response.destroy(),
    );
  });
  await listen(server, port);
  const bound = z.object({ port: z.number() }).parse(server.address());
  return { url: `http://${host}:${bound.port}`, close: () => close(server) };
}

const askedIn = (request: IncomingMessage, body: string): Asked => ({
  method: request.method ?? '',
  target: request.url ?? '',
  headers: request.headers,
  body,
});

/** Returns the body as text, or undefined if it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  // Most requests have no body and neither header. For them the stream is not set up.
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (length === undefined && encoding === undefined) return '';
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    // Reads to the end even so: stopping would break the connection before the answer.
    if (bytes <= longestBodyBytes) chunks.push(part);
  }
  return bytes > longestBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function sendReply(reply: Reply, response: ServerResponse): void {
  switch (reply.kind) {
    case 'answer':
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    case 'custom':
      reply.send(response);
      return;
    case 'fault':
      if (reply.fault === 'reset') response.socket?.resetAndDestroy();
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new Error(`cannot listen on ${host}:${port}: expected a free port; name another one or none`, {
          cause,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
