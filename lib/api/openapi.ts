import type * as z from 'zod';
import { answer, empty, location, problems, responses, retryAfter } from './openapi-responses.ts';
import { componentSchemas, type Json, parameterSchema, reference } from './openapi-schemas.ts';
import { ListQuery, maxWatches, StartQuery, StopQuery } from './questions.ts';

/** The API as an OpenAPI 3.1 document, made from the schemas that hold its requests and answers. */
export const makeOpenapi = (): Json => ({
  openapi: '3.1.1',
  info: {
    title: 'sdrs-job-watcher',
    version: '1',
    description: 'Starts, shows and stops watches of asynchronous cloud jobs.',
  },
  servers: [{ url: '/', description: 'Where this document was found' }],
  security: [{ key: [] }],
  paths: {
    '/v1/watches': { post: startWatches, get: listWatches },
    '/v1/watches/{id}': { parameters: [idParameter], get: getWatch, delete: stopWatch },
    '/v1/hooks/smn': { post: receiveSmnMessage },
    '/healthz': { get: health },
    '/openapi.json': { get: document },
  },
  components: { schemas: componentSchemas(), securitySchemes, responses: { WrongMethod: problems[405] } },
});

const securitySchemes: Json = {
  key: { type: 'http', scheme: 'bearer', description: 'A key of `api.keys` in the configuration.' },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      'Standard Webhooks, scheme v1: webhook-id, webhook-timestamp (at most five minutes off) and webhook-signature over the ' +
      'body, with a secret of `api.sign`. Good for POST /v1/watches alone, and each webhook-id is taken once.',
  },
};

const inJson = (schema: Json): Json => ({ required: true, content: { 'application/json': { schema } } });

/** The parameters that a schema of a query has. */
const queryParameters = (schema: z.ZodObject, descriptions: Record<string, string>): Json[] =>
  Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: 'query',
    description: descriptions[name] ?? name,
    schema: parameterSchema(part),
  }));

const idParameter: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of a watch: the name of its execution.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,80}$' },
};

const startWatches: Json = {
  operationId: 'startWatches',
  summary: 'Start a watch, or several',
  description:
    'Takes one request, the raw answer of the SDRS API (`{"job_id": "…"}`, with `?project_id=`), or a list of either. A list is ' +
    'answered entry by entry, in its order, each with a status of its own: 202 where at least one watch began, else 200, also ' +
    'where every entry has a problem. A Retry-After says that entries with 500 or 503 should be sent again; those that began are found then.',
  security: [{ key: [] }, { signature: [] }],
  parameters: queryParameters(StartQuery, { project_id: 'The project of requests that name none.' }),
  requestBody: inJson({
    oneOf: [
      reference('WatchRequest'),
      {
        type: 'object',
        description: 'The raw answer of the SDRS API; the project comes from the query.',
        required: ['job_id'],
        not: { required: ['project_id'] },
        properties: { job_id: { type: 'string' } },
      },
      {
        type: 'object',
        description:
          'A trace as FunctionGraph hands it to a function; the project stands beside it or in the query.',
        required: ['cts'],
        properties: { cts: { type: 'object' } },
      },
      { type: 'array', minItems: 1, maxItems: maxWatches, items: {} },
    ],
  }),
  responses: responses(
    {
      202: startedAnswer('The watch began, or at least one of several.'),
      200: startedAnswer('The job is watched already, or its watch has ended; of several, none began.'),
    },
    ...([400, 401, 409, 413, 415, 422, 429, 500, 503] as const),
  ),
};

function startedAnswer(description: string): Json {
  const one = answer(description, 'Started', { ...location, ...retryAfter });
  const schema = { oneOf: [reference('Started'), reference('StartedSeveral')] };
  return { ...one, content: { 'application/json': { schema } } };
}

const getWatch: Json = {
  operationId: 'getWatch',
  summary: 'How a watch is',
  responses: responses({ 200: answer('The watch.', 'Watch') }, 401, 404, 429, 500, 503),
};

const listWatches: Json = {
  operationId: 'listWatches',
  summary: 'Watches, newest first',
  description: 'A page may hold fewer watches than fit, also none, while it has a `next`.',
  parameters: queryParameters(ListQuery, {
    status: 'Those of this status alone.',
    since: 'Those begun since: an ISO 8601 time, or a duration such as "24h" that counts back from now.',
    page: 'The `next` of the page before.',
  }),
  responses: responses({ 200: answer('A page.', 'WatchPage') }, 400, 401, 429, 500, 503),
};

const stopWatch: Json = {
  operationId: 'stopWatch',
  summary: 'Stop a watch; the job itself goes on',
  parameters: queryParameters(StopQuery, { reason: 'Why; kept with the watch.' }),
  requestBody: { required: false, content: { 'application/json': { schema: reference('StopReason') } } },
  responses: responses(
    { 204: empty('It is stopped.') },
    ...([400, 401, 404, 409, 413, 415, 429, 500, 503] as const),
  ),
};

const receiveSmnMessage: Json = {
  operationId: 'receiveSmnMessage',
  summary: 'Take a message of Simple Message Notification, which is verified by its signature',
  security: [],
  requestBody: inJson({ type: 'object' }),
  responses: responses({ 200: answer('It is taken.', 'Accepted') }, 400, 403, 404, 413, 500, 503),
};

const health: Json = {
  operationId: 'health',
  summary: 'Whether the API answers; says nothing else',
  security: [],
  responses: { 200: answer('It does.', 'Health') },
};

const document: Json = {
  operationId: 'document',
  summary: 'This document',
  security: [],
  responses: {
    200: {
      ...empty('The document.'),
      content: { 'application/json': { schema: { type: 'object', required: ['openapi', 'paths'] } } },
    },
  },
};
