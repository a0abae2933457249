import type * as z from 'zod';
import { answer, empty, location, problems, responses, retryAfter } from './openapi-responses.ts';
import { componentSchemas, type Json, parameterSchema, reference } from './openapi-schemas.ts';
import { ListQuery, maxWatches, StartQuery, StopQuery } from './requests.ts';

/** Returns the OpenAPI 3.1 document of the API, generated from the schemas of its requests and answers. */
export const makeOpenapi = (): Json => ({
  openapi: '3.1.1',
  info: {
    title: 'sdrs-job-watcher',
    version: '1',
    description: 'Starts, shows and stops watches of asynchronous cloud jobs.',
  },
  servers: [{ url: '/', description: 'The server of this document' }],
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
  key: { type: 'http', scheme: 'bearer', description: 'One of `api.keys` in the configuration.' },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      'Standard Webhooks, scheme v1: webhook-id, webhook-timestamp (at most five minutes off) and webhook-signature, signed ' +
      'with one of `api.sign`. Valid for POST /v1/watches only. Each webhook-id is handled once.',
  },
};

const inJson = (schema: Json): Json => ({ required: true, content: { 'application/json': { schema } } });

/** Returns the parameters of a query schema. */
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
  description: 'The id of the watch, which is also the name of its execution.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,80}$' },
};

const startWatches: Json = {
  operationId: 'startWatches',
  summary: 'Start one or more watches',
  description:
    'Accepts one request, the raw answer of the API of SDRS (Storage Disaster Recovery Service: `{"job_id": "…"}`, with ' +
    '`?project_id=`), or a list of either. The answer to a list has one result per entry, in the same order, each with its ' +
    'own status. The status of the whole answer is 202 if at least one watch started, else 200, even if every entry has a ' +
    'problem. If the answer has Retry-After, send the entries with 500 or 503 again.',
  security: [{ key: [] }, { signature: [] }],
  parameters: queryParameters(StartQuery, { project_id: 'The project of requests without `project_id`.' }),
  requestBody: inJson({
    oneOf: [
      reference('WatchRequest'),
      {
        type: 'object',
        description: 'The raw answer of the SDRS API. The query names the project.',
        required: ['job_id'],
        not: { required: ['project_id'] },
        properties: { job_id: { type: 'string' } },
      },
      {
        type: 'object',
        description:
          'A trace as FunctionGraph passes it to a function. The project is beside it or in the query.',
        required: ['cts'],
        properties: { cts: { type: 'object' } },
      },
      { type: 'array', minItems: 1, maxItems: maxWatches, items: {} },
    ],
  }),
  responses: responses(
    {
      202: startedAnswer('The watch started, or at least one of a list.'),
      200: startedAnswer('The job is already watched, or its watch has ended. In a list, no watch started.'),
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
  summary: 'Get a watch',
  responses: responses({ 200: answer('The watch.', 'Watch') }, 401, 404, 429, 500, 503),
};

const listWatches: Json = {
  operationId: 'listWatches',
  summary: 'List watches, newest first',
  description: 'A page with `next` may have fewer watches than its maximum, even none.',
  parameters: queryParameters(ListQuery, {
    status: 'Only watches with this status.',
    since: 'Only watches that started since an ISO 8601 time, or within a duration such as "24h" before now.',
    page: '`next` of the previous page.',
  }),
  responses: responses({ 200: answer('A page.', 'WatchPage') }, 400, 401, 429, 500, 503),
};

const stopWatch: Json = {
  operationId: 'stopWatch',
  summary: 'Stop a watch; the job continues',
  parameters: queryParameters(StopQuery, { reason: 'The reason, stored with the watch.' }),
  requestBody: { required: false, content: { 'application/json': { schema: reference('StopReason') } } },
  responses: responses(
    { 204: empty('The watch is stopped.') },
    ...([400, 401, 404, 409, 413, 415, 429, 500, 503] as const),
  ),
};

const receiveSmnMessage: Json = {
  operationId: 'receiveSmnMessage',
  summary: 'Receive a message of Simple Message Notification (SMN), verified by its signature',
  security: [],
  requestBody: inJson({ type: 'object' }),
  responses: responses({ 200: answer('The message is accepted.', 'Accepted') }, 400, 403, 404, 413, 500, 503),
};

const health: Json = {
  operationId: 'health',
  summary: 'Check whether the API answers',
  security: [],
  responses: { 200: answer('The API answers.', 'Health') },
};

const document: Json = {
  operationId: 'document',
  summary: 'Get this document',
  security: [],
  responses: {
    200: {
      ...empty('The document.'),
      content: { 'application/json': { schema: { type: 'object', required: ['openapi', 'paths'] } } },
    },
  },
};
