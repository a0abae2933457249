import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call: the operation of the JSON protocol and its parameters. */
export interface Call {
  operation: string;
  parameters: Record<string, unknown>;
}

export interface Reply {
  status?: number;
  body: string;
}

/** Makes a success response of the JSON protocol. */
export const ok = (body: object = {}): Reply => ({ body: JSON.stringify(body) });

/** Makes the response to SendMessage, with the checksum that the client verifies. */
export const sent = ({ parameters }: Call): Reply =>
  ok({
    MessageId: 'message-1',
    MD5OfMessageBody: createHash('md5').update(String(parameters['MessageBody'])).digest('hex'),
  });

/** Makes an error response of the JSON protocol, with its name in `__type`. */
export const failure = (type: string, status = 400): Reply => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws#${type}`, message: `message of ${type}` }),
});

/** Starts a fake AWS on loopback. Returns its calls, and the options that point a real client to it. */
export async function startAws(answer: (call: Call) => Reply) {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const call = {
      operation: String(request.headers['x-amz-target']).replace(/^.*\./, ''),
      parameters: JSON.parse(await textOf(request)),
    };
    calls.push(call);
    const { status = 200, body } = answer(call);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    calls,
    endpoint,
    options: {
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
      maxAttempts: 1,
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
