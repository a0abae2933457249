import { type ServerResponse, STATUS_CODES } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Answer, Reply } from '../../lib/simulator/reply.ts';

/** A fault of an answer during its transfer to the client. */
export type TransferFault = 'reset-in-body' | 'hang-in-body' | 'drip-headers' | 'drip' | 'cut-off' | 'latin1';

/** Returns a reply that sends the answer with a fault of its transfer. */
export const spoiledReply = (how: TransferFault, answer: Answer): Reply => ({
  kind: 'custom',
  // An answer in the wrong encoding is still complete.
  status: how === 'latin1' ? answer.status : 0,
  send: (response) => sendSpoiled(how, answer, response),
});

function sendSpoiled(how: TransferFault, answer: Answer, response: ServerResponse): void {
  switch (how) {
    case 'reset-in-body':
      sendHalf(answer, response, () => response.socket?.resetAndDestroy());
      return;
    case 'hang-in-body':
      sendHalf(answer, response);
      return;
    case 'cut-off':
      sendHalf(answer, response, () => response.socket?.end());
      return;
    case 'drip-headers':
      void dripHeaders(answer, response);
      return;
    case 'drip':
      void drip(answer, response);
      return;
    case 'latin1':
      response.writeHead(answer.status, answer.headers);
      response.end(Buffer.from(answer.body, 'latin1'));
  }
}

/** The time between two bytes of a slow answer, in milliseconds. */
const dripMs = 10;
/** The least number of bytes of a slow answer. Spaces before a short body make up the rest. */
const minDrops = 200;

/** Announces the whole body, sends half of it, and then calls `then`. */
function sendHalf(answer: Answer, response: ServerResponse, then: () => void = () => {}): void {
  const body = beginBody(answer, response);
  response.write(body.subarray(0, Math.ceil(body.length / 2)), then);
}

/** Writes a head byte by byte. Writes to the socket, because Node sends a head at once. */
async function dripHeaders({ status, headers, body }: Answer, { socket }: ServerResponse): Promise<void> {
  const slow = { ...headers, 'x-slow': '-'.repeat(minDrops), connection: 'close' };
  const lines = Object.entries(slow).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n');
  for (const character of head) {
    if (socket === null || socket.destroyed) return;
    socket.write(character);
    await setTimeout(dripMs);
  }
  socket?.end(body);
}

async function drip(answer: Answer, response: ServerResponse): Promise<void> {
  const slow = { ...answer, body: ' '.repeat(minDrops) + answer.body };
  for (const byte of beginBody(slow, response)) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await setTimeout(dripMs);
  }
  response.end();
}

/** Sends the head of an answer and returns its body. Replaces an empty body: only a body can be cut. */
function beginBody({ status, headers, body }: Answer, response: ServerResponse): Buffer {
  const bytes = Buffer.from(body === '' ? 'a body that is cut' : body);
  response.writeHead(status === 204 ? 200 : status, { ...headers, 'content-length': bytes.length });
  return bytes;
}
