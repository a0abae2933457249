import type { HttpAnswer } from '../watch/ports/send-http.ts';

const secretHeaders = ['x-auth-token', 'x-security-token', 'authorization'];

/** The secrets in the headers of a request, each with the forms in which a body may hold it. */
export const secretsIn = (headers: Readonly<Record<string, string>>): string[] =>
  secretHeaders.flatMap((name) => headers[name] ?? []);

/**
 * An answer without what the request held in secret: a gateway that refuses a request may repeat it, and what
 * an answer says is told to people.
 */
export function withoutEcho(answer: HttpAnswer, secrets: readonly string[]): HttpAnswer {
  if (answer.kind === 'failure') return answer;
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const body = forms.reduce((text, form) => text.replaceAll(form, '[redacted]'), answer.body);
  return body === answer.body ? answer : { ...answer, body };
}
