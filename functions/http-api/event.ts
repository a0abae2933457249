import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod';

/** The part of a request in payload format 2.0 that is checked here. The app reads the rest. */
const RequestV2 = z.looseObject({
  rawPath: z.string(),
  requestContext: z.looseObject({ http: z.looseObject({ method: z.string(), sourceIp: z.string() }) }),
});

/** A request to the HTTP API (docs.aws.amazon.com/apigateway, "AWS Lambda proxy integrations"). */
export const ApiRequest = z.custom<LambdaEvent>((event) => RequestV2.safeParse(event).success, {
  error: 'expected a request from an HTTP API in payload format 2.0',
});

/** The app's answer, as API Gateway expects it. */
export const ApiAnswer = z.looseObject({
  statusCode: z.number(),
  body: z.string(),
}) satisfies z.ZodType<APIGatewayProxyStructuredResultV2>;
