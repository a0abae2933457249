import { type Json, reference, type SchemaName } from './openapi-schemas.ts';

const text = (description: string, example: string): Json => ({
  description,
  schema: { type: 'string' },
  example,
});

/** Headers of every answer. */
const always = {
  'Cache-Control': text('Answers must not be cached.', 'no-store'),
  'X-Content-Type-Options': text('The content type must not be sniffed.', 'nosniff'),
};

/** Describes an answer with a JSON body. */
export const answer = (description: string, name: SchemaName, headers: Json = {}): Json => ({
  description,
  headers: { ...always, ...headers },
  content: { 'application/json': { schema: reference(name) } },
});

/** Describes an answer without a body. */
export const empty = (description: string): Json => ({ description, headers: always });

export const location = {
  Location: text('The path of the watch.', '/v1/watches/sdrs-ff80-0f1e2d3c4b5a6978'),
};

/** Describes an answer with a problem document (RFC 9457). */
const problemAnswer = (description: string, headers: Json = {}): Json => ({
  description,
  headers: { ...always, ...headers },
  content: { 'application/problem+json': { schema: reference('Problem') } },
});

/** Also sent if some entries of a list should be sent again. */
export const retryAfter = { 'Retry-After': text('Seconds to wait before a retry.', '5') };

/** The problems of the API, by status. */
export const problems = {
  400: problemAnswer('The request is invalid; `problems` lists every error with its path.'),
  401: problemAnswer('The key or the signature is missing or invalid. The answer does not say which.', {
    'WWW-Authenticate': text('The authentication scheme.', 'Bearer'),
  }),
  403: problemAnswer('The message could not be verified.'),
  404: problemAnswer('Not found.'),
  405: problemAnswer('The path does not support this method.', {
    Allow: text('The supported methods.', 'GET, HEAD, POST'),
  }),
  409: problemAnswer('The watch has already ended, or the signed request was handled before.'),
  413: problemAnswer('The body is too long.'),
  415: problemAnswer('The content type of the body is not application/json.'),
  422: problemAnswer('No configured account has this job, or it cannot be watched again.'),
  429: problemAnswer('Too many requests with this key or from this address.', retryAfter),
  500: problemAnswer('The request could not be handled; it was logged.'),
  503: problemAnswer(
    'Too many watches or messages at once, or a dependency is unavailable for a moment.',
    retryAfter,
  ),
} as const;

/** Returns the answers of an operation: its own, and the problems with these statuses. */
export const responses = (own: Json, ...statuses: (keyof typeof problems)[]): Json => ({
  ...own,
  ...Object.fromEntries(statuses.map((status) => [String(status), problems[status]])),
});
