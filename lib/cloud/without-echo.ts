import type { HttpAnswer } from '../watch/ports/send-http.ts';

const secretHeaders = ['x-auth-token', 'x-security-token', 'authorization'];

/** Returns the secrets in the headers of a request. */
export const secretsIn = (headers: Readonly<Record<string, string>>): string[] =>
  secretHeaders.flatMap((name) => headers[name] ?? []);

/**
 * Removes the request's secrets from an answer. A gateway may repeat a refused request, and notifications
 * quote answers.
 */
export function withoutEcho(answer: HttpAnswer, secrets: readonly string[]): HttpAnswer {
  if (answer.kind === 'failure') return answer;
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const body = forms.reduce((text, form) => text.replaceAll(form, '[redacted]'), answer.body);
  return body === answer.body ? answer : { ...answer, body };
}
