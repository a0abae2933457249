import * as z from 'zod';
import { smnAccepted, smnProblem } from '../../lib/api/smn-route.ts';

/**
 * The parts of a request in payload format 2.0 that the function reads (docs.aws.amazon.com/apigateway, "AWS
 * Lambda proxy integrations").
 */
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

/** The documented answer to a message of SMN, as API Gateway expects it. `did` is for the log only. */
export const SmnAnswer = z
  .object({ status: z.literal([200, 400, 403, 404, 413]), did: z.array(z.string()) })
  .transform(({ status }) => ({
    statusCode: status,
    headers: {
      'cache-control': 'no-store',
      'content-type': status === 200 ? 'application/json' : 'application/problem+json',
      'x-content-type-options': 'nosniff',
    },
    body: JSON.stringify(status === 200 ? smnAccepted : smnProblem(status)),
  }));
