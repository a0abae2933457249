import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { Lambda, LambdaAnswer } from './lambda.ts';

/** The functions behind an HTTP API by route key, such as "$default" or "POST /v1/hooks/smn". */
export type Routes = ReadonlyMap<string, string>;

const Answer = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/**
 * AWS: an HTTP API sends each request to the function of the most exact route, as payload format 2.0, and
 * answers what the function answers; 500 where it failed and 503 where it was throttled
 * (docs.aws.amazon.com/apigateway, "http-api-develop-integrations-lambda").
 */
export async function startHttpFront(routes: Routes, lambda: Lambda) {
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?', 1).join();
    const exact = `${request.method} ${path}`;
    const routeKey = routes.has(exact) ? exact : '$default';
    const functionName = routes.get(routeKey);
    if (functionName === undefined) return answerItself(response, 404, 'Not Found');
    const event = await eventOf(request, { path, routeKey });
    handOn(await lambda.invoke(functionName, JSON.stringify(event)), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function handOn(answer: LambdaAnswer, response: ServerResponse): void {
  const parsed = answer.kind === 'answer' ? Answer.safeParse(JSON.parse(answer.payload)) : undefined;
  if (answer.kind === 'throttled') {
    answerItself(response, 503, 'Service Unavailable');
  } else if (parsed?.success) {
    const { statusCode, headers, body, isBase64Encoded } = parsed.data;
    response.writeHead(statusCode, headers).end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  } else {
    answerItself(response, 500, 'Internal Server Error');
  }
}

function answerItself(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

async function eventOf(request: IncomingMessage, { path, routeKey }: { path: string; routeKey: string }) {
  const body = await buffer(request);
  const { headers, method, url = '' } = request;
  const isText = /json|text|xml|javascript/.test(headers['content-type'] ?? 'text');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: url.split('?').slice(1).join('?'),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat().join()]),
    ),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: headers.host,
      domainPrefix: 'api',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date().toISOString(),
      timeEpoch: Date.now(),
    },
    ...(body.length > 0 && { body: isText ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}
