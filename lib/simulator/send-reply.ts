import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Answer, Reply } from './reply.ts';

/** Waits between two bytes of an answer that drips. */
export type Pause = () => Promise<void>;

/** Sends a reply, or breaks the connection where and how the reply says. */
export function sendReply(reply: Reply, response: ServerResponse, pause: Pause = never): void {
  if (reply.kind === 'answer') {
    response.writeHead(reply.status, reply.headers).end(reply.body);
    return;
  }
  switch (reply.fault) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'reset-in-body':
      sendHalf(reply.answer, response, () => response.socket?.resetAndDestroy());
      return;
    case 'hang-in-body':
      sendHalf(reply.answer, response);
      return;
    case 'cut-off':
      sendHalf(reply.answer, response, () => response.socket?.end());
      return;
    case 'drip-headers':
      void dripHeaders(reply.answer, response, pause);
      return;
    case 'drip':
      void drip(reply.answer, response, pause);
      return;
    case 'latin1':
      response.writeHead(reply.answer.status, reply.answer.headers);
      response.end(Buffer.from(reply.answer.body, 'latin1'));
  }
}

/** Even a short answer drips for a while: blanks before it change nothing for whoever waits for its end. */
const leastDrops = 200;

const never: Pause = () => new Promise(() => {});

/** Announces the whole body, sends half of it, and then does what is to be done. */
function sendHalf(answer: Answer, response: ServerResponse, then: () => void = () => {}): void {
  const body = beginBody(answer, response);
  response.write(body.subarray(0, Math.ceil(body.length / 2)), then);
}

/** Node writes a head at once, so this one goes to the socket itself, with a header that makes it last. */
async function dripHeaders(
  { status, headers, body }: Answer,
  { socket }: ServerResponse,
  pause: Pause,
): Promise<void> {
  const slow = { ...headers, 'x-slow': '-'.repeat(leastDrops), connection: 'close' };
  const lines = Object.entries(slow).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n');
  for (const letter of head) {
    if (socket === null || socket.destroyed) return;
    socket.write(letter);
    await pause();
  }
  socket?.end(body);
}

async function drip(answer: Answer, response: ServerResponse, pause: Pause): Promise<void> {
  const slow = { ...answer, body: ' '.repeat(leastDrops) + answer.body };
  for (const byte of beginBody(slow, response)) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await pause();
  }
  response.end();
}

/** An answer without a body gets one: only a body can break off. */
function beginBody({ status, headers, body }: Answer, response: ServerResponse): Buffer {
  const bytes = Buffer.from(body === '' ? 'it begins and does not end' : body);
  response.writeHead(status === 204 ? 200 : status, { ...headers, 'content-length': bytes.length });
  return bytes;
}
