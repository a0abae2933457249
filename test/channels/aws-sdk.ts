import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as a service of AWS got it. */
export interface AwsRequest {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Records what the official SDK sends for a command, and what it makes of an answer. */
export async function bySdk<Result>(
  answer: { status: number; headers?: Record<string, string>; body: string },
  call: (options: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  }) => Promise<Result>,
): Promise<{ sent: AwsRequest; result: Result | undefined; error: string | undefined }> {
  const requests: AwsRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const options = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKTEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  try {
    const result = await call(options).then(
      (value) => ({ result: value, error: undefined }),
      (error: Error) => ({ result: undefined, error: error.name }),
    );
    const [sent] = requests;
    if (sent === undefined) throw new TypeError('The SDK sent nothing.');
    return { sent, ...result };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
