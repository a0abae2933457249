import type { IncomingHttpHeaders } from 'node:http';
import { bodyOf, serve } from '../http/loopback-server.ts';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Makes the answer of IAM with a token valid for 24 hours from `issuedAt`, in milliseconds since 1970. */
export const tokenAnswer = (token: string, issuedAt: number): Answer => ({
  status: 201,
  headers: { 'X-Subject-Token': token },
  body: {
    token: {
      expires_at: new Date(issuedAt + 24 * 3_600_000).toISOString().replace('Z', '000Z'),
      methods: ['password'],
    },
  },
});

/** Starts a fake cloud on loopback for one test. It answers with the given function and records requests. */
export async function pretendCloud(
  answerTo: (asked: Asked, count: number) => Answer | Promise<Answer>,
): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const { url } = await serve(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const question = { method, path, headers, body: await bodyOf(request) };
    asked.push(question);
    const answer = await answerTo(question, asked.length);
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
    response.writeHead(answer.status, answer.headers).end(body);
  });
  return { url, asked };
}
