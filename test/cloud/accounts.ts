import { Account } from '../../lib/watch/account.ts';
import { SecretUnavailable } from '../../lib/watch/errors.ts';
import type { ResolveSecret } from '../../lib/watch/ports/secret.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';

const credentials = {
  token: { kind: 'token', token: 'env:TOKEN' },
  password: {
    kind: 'password',
    username: 'env:USERNAME',
    password: 'env:PASSWORD',
    user_domain: 'env:DOMAIN',
  },
  access_key: { kind: 'access_key', access_key: 'env:ACCESS_KEY', secret_key: 'env:SECRET_KEY' },
  temporary_key: {
    kind: 'access_key',
    access_key: 'env:ACCESS_KEY',
    secret_key: 'env:SECRET_KEY',
    security_token: 'env:SECURITY_TOKEN',
  },
};

export const projectId = 'b48ec7d8f1b84d6d9d0dca0d1ebd6b8f';

/** Makes an account in eu-de. With a URL, its job API and IAM are both at the URL. */
export const accountOf = (kind: keyof typeof credentials, url?: string): Account =>
  Account.parse({
    id: 'prod',
    cloud: 'otc',
    region: 'eu-de',
    project_id: projectId,
    credentials: credentials[kind],
    ...(url && { endpoint: url, iam_endpoint: url }),
  });

export const secrets: Record<string, string> = {
  'env:TOKEN': 'hunter2-token',
  'env:USERNAME': 'hunter2-user',
  'env:PASSWORD': 'hunter2-password',
  'env:DOMAIN': 'hunter2-domain',
  'env:ACCESS_KEY': 'hunter2-access',
  'env:SECRET_KEY': 'hunter2-secret',
  'env:SECURITY_TOKEN': 'hunter2-security',
};

/** The part that all secrets of these tests share. No output may contain it. */
export const secretPart = 'hunter2';

export const resolveSecret = (async (reference) => {
  const secret = secrets[reference];
  if (secret === undefined) throw new SecretUnavailable(`${reference} is not set`);
  return new Secret(secret);
}) satisfies ResolveSecret;

export const noSecrets = (async (reference) => {
  throw new SecretUnavailable(`${reference} is not set`);
}) satisfies ResolveSecret;
