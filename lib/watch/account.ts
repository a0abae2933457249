import * as z from 'zod';
import { jsonBytes } from '../job/cut-text.ts';
import { ProjectId } from '../job/ids.ts';
import { endpointUrl } from './endpoint-url.ts';
import { SecretRef } from './ports/secret.ts';
import { rehearsalAccountId } from './rehearsal.ts';

const EndpointUrl = endpointUrl('https://sdrs.eu-de.otc.t-systems.com');

/** A notification has room for so much of an address. */
const mostUrlBytes = 1_000;

/** A page for people by URL. It stands in every notification: no secret may be in it. */
const PageUrl = z
  .string()
  .refine(
    (text) => {
      const url = URL.parse(text);
      return url?.protocol === 'https:' && url.username === '' && url.password === '';
    },
    { error: 'expected an https URL without user and password' },
  )
  .refine((text) => jsonBytes(text) <= mostUrlBytes, {
    error: `expected a URL of at most ${mostUrlBytes} bytes`,
  });

/** What an account is asked with; every part that is secret is a reference. */
export const Credentials = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token'), token: SecretRef }),
  z.strictObject({
    kind: z.literal('password'),
    username: SecretRef,
    password: SecretRef,
    /** The name of the user's domain (the account name in the console). */
    user_domain: SecretRef,
  }),
  z.strictObject({
    kind: z.literal('access_key'),
    access_key: SecretRef,
    secret_key: SecretRef,
    /** Of temporary keys only. */
    security_token: SecretRef.optional(),
  }),
]);
export type Credentials = z.infer<typeof Credentials>;

export const clouds = ['otc', 'swiss-otc', 'huawei'] as const;

/** A cloud account to ask: cloud, region, project, credentials by reference. */
export const Account = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and "-"')
    .refine((id) => id !== rehearsalAccountId, {
      error: `expected another id: "${rehearsalAccountId}" is the built-in account of "jobwatch rehearse"`,
    }),
  cloud: z.enum(clouds),
  region: z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'expected a region such as "eu-de"'),
  project_id: ProjectId,
  credentials: Credentials,
  /** The job API's endpoint, where it is not the cloud's own for that region. */
  endpoint: EndpointUrl.optional(),
  /** IAM's endpoint, where it is not the cloud's own; without the path `/v3`. */
  iam_endpoint: EndpointUrl.optional(),
  /** A page where people poll after a failed job; shown in every notification of this account. */
  console_url: PageUrl.optional(),
});
export type Account = z.infer<typeof Account>;
