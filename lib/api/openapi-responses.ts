import { type Json, reference, type SchemaName } from './openapi-schemas.ts';

const text = (description: string, example: string): Json => ({
  description,
  schema: { type: 'string' },
  example,
});

/** Stands in every answer. */
const always = {
  'Cache-Control': text('No answer is for a cache.', 'no-store'),
  'X-Content-Type-Options': text('The content type is what it says.', 'nosniff'),
};

/** An answer with a body of a schema. */
export const answer = (description: string, name: SchemaName, headers: Json = {}): Json => ({
  description,
  headers: { ...always, ...headers },
  content: { 'application/json': { schema: reference(name) } },
});

/** An answer without a body. */
export const empty = (description: string): Json => ({ description, headers: always });

export const location = { Location: text('Where the watch is.', '/v1/watches/sdrs-ff80-0f1e2d3c4b5a6978') };

/** An answer that tells a problem (RFC 9457). */
const problemAnswer = (description: string, headers: Json = {}): Json => ({
  description,
  headers: { ...always, ...headers },
  content: { 'application/problem+json': { schema: reference('Problem') } },
});

/** Also where a part of a list is to be sent again. */
export const retryAfter = { 'Retry-After': text('Seconds until trying again may help.', '5') };

/** Every problem that the API tells, by its status. */
export const problems = {
  400: problemAnswer('The request is wrong; `problems` names each place.'),
  401: problemAnswer('No valid key and no valid signature; the answer is the same whatever was wrong.', {
    'WWW-Authenticate': text('How to say who calls.', 'Bearer'),
  }),
  403: problemAnswer('The message is not one that is believed.'),
  404: problemAnswer('There is no such thing.'),
  405: problemAnswer('The method is not taken at this path.', {
    Allow: text('Those that are.', 'GET, HEAD, POST'),
  }),
  409: problemAnswer('The watch has ended already, or the signed request was taken before.'),
  413: problemAnswer('The body is too long.'),
  415: problemAnswer('The body is not of content-type application/json.'),
  422: problemAnswer('No configured account has this job, or it cannot be watched again.'),
  429: problemAnswer('Too many requests of this key or address.', retryAfter),
  500: problemAnswer('The request could not be handled; it was logged.'),
  503: problemAnswer('Too many watches or messages at once, or something is out for a moment.', retryAfter),
} as const;

/** The answers of an operation: its own, and the problems of these statuses. */
export const responses = (own: Json, ...statuses: (keyof typeof problems)[]): Json => ({
  ...own,
  ...Object.fromEntries(statuses.map((status) => [String(status), problems[status]])),
});
