import * as z from 'zod';
import { isLoopback } from '../watch/account.ts';
import { Secret, SecretRef } from '../watch/secret.ts';
import type { Refused, Sending } from './channel.ts';
import { checkedUrl } from './secret-url.ts';

const expected = 'expected https://host/path without user, query and fragment, or a reference to a secret';

/** The address in clear where nothing in it is secret, else a reference. A refused one is not repeated: it may be secret. */
export const ClearOrSecretUrl = z.string().superRefine((text, context) => {
  const problem = SecretRef.safeParse(text).success ? undefined : urlProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: `${expected}; ${problem}` });
});

function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return 'found something that is neither';
  if (url.username !== '' || url.password !== '') return 'found a user or password in it';
  if (/[?#]/.test(text)) return 'found a query or fragment: if it is needed, keep the whole URL as a secret';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return undefined;
  return 'http is taken only to 127.0.0.1, [::1] or localhost';
}

/** The reference behind which the address is kept; undefined when it is in clear. */
export const urlReference = ({ url }: { url: string }): SecretRef | undefined =>
  SecretRef.safeParse(url).data;

/** The address itself, checked where it came out of a secret. */
export function addressOf(
  config: { url: string },
  secret: Sending['secret'],
  example: string,
): { kind: 'url'; url: Secret } | Refused {
  const reference = urlReference(config);
  if (reference === undefined) return { kind: 'url', url: new Secret(config.url) };
  return checkedUrl(secret(reference), { reference, example });
}
