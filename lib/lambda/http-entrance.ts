import * as z from 'zod';

/** A request of an HTTP API, payload format 2.0, as far as we read it (docs.aws.amazon.com/apigateway, "AWS Lambda proxy integrations"). */
export const HttpRequestEvent = z
  .object({
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().optional(),
    isBase64Encoded: z.boolean().default(false),
  })
  .transform(({ headers, body = '', isBase64Encoded }) => ({
    headers,
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
  }));

/** An answer: its status, and nothing that a stranger could learn from; `did` is for the log. */
export const HttpAnswer = z
  .object({ status: z.number(), did: z.array(z.string()) })
  .transform(({ status }) => ({
    statusCode: status,
    headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
    body: '',
  }));
