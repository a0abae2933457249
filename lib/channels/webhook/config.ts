import * as z from 'zod';
import { isLoopback } from '../../watch/account.ts';
import { SecretRef } from '../../watch/secret.ts';
import { DestinationId } from '../destination-basics.ts';

const expected = 'expected https://host/path without user, query and fragment, or a reference to a secret';

/** The address in clear where nothing in it is secret, else a reference. A refused one is not repeated: it may be secret. */
const WebhookUrl = z.string().superRefine((text, context) => {
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

/** A receiver of signed CloudEvents. Several signing secrets are a rotation: every notice carries a signature of each. */
export const WebhookConfig = z.strictObject({
  id: DestinationId,
  kind: z.literal('webhook'),
  url: WebhookUrl,
  sign: z.array(SecretRef).min(1, 'expected at least one signing secret').max(5),
});
export type WebhookConfig = z.infer<typeof WebhookConfig>;

/** The reference behind which the address is kept; undefined when it is in clear. */
export const urlReference = ({ url }: WebhookConfig): SecretRef | undefined => SecretRef.safeParse(url).data;
