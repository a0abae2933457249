import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod';

/** What every request of an HTTP API has, payload format 2.0; the app reads the rest itself. */
const RequestV2 = z.looseObject({
  rawPath: z.string(),
  requestContext: z.looseObject({ http: z.looseObject({ method: z.string(), sourceIp: z.string() }) }),
});

/** A request for the HTTP API (docs.aws.amazon.com/apigateway, "AWS Lambda proxy integrations"). */
export const ApiRequest = z.custom<LambdaEvent>((event) => RequestV2.safeParse(event).success, {
  error: 'expected a request of an HTTP API, payload format 2.0',
});

/** An answer of the app, as API Gateway takes it. */
export const ApiAnswer = z.looseObject({
  statusCode: z.number(),
  body: z.string(),
}) satisfies z.ZodType<APIGatewayProxyStructuredResultV2>;
