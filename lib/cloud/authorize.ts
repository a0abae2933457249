import type { PollProblem } from '../job/poll.ts';
import type { Account, Credentials } from '../watch/account.ts';
import type { ResolveSecret, Secret, SecretRef } from '../watch/ports/secret.ts';
import type { TokenSource } from './iam-token.ts';
import { type AccessKeys, signRequest } from './sign-request.ts';

/**
 * The headers that authorize a GET request, or the problem. After a 401, `renew` returns headers from newer
 * credentials, or undefined if there are none.
 */
export type Authorized =
  | { kind: 'headers'; headers: Record<string, string>; renew?: () => Promise<Authorized | undefined> }
  | { kind: 'problem'; problem: PollProblem };

/** Returns the headers for one attempt. Throws SecretUnavailable. */
export type Authorize = (account: Account, url: string) => Promise<Authorized>;

interface AuthorizeDeps {
  tokens: TokenSource;
  resolveSecret: ResolveSecret;
  now: () => number;
}

type Kind<Name> = Extract<Credentials, { kind: Name }>;

/**
 * Makes a function that authorizes with the account's credentials: a given token, a token from IAM, or a new
 * signature.
 */
export function makeAuthorize(deps: AuthorizeDeps): Authorize {
  return async (account, url) => {
    const { credentials } = account;
    switch (credentials.kind) {
      case 'token':
        return withSecrets((fresh) => givenToken(deps, credentials, fresh), {
          headersOf: ({ token }) => tokenHeaders(account, token),
        });
      case 'password':
        return withIamToken(deps.tokens, account, credentials);
      case 'access_key':
        return withSecrets((fresh) => accessKeys(deps, credentials, fresh), {
          headersOf: (keys) => signedHeaders(account, { url, keys, now: deps.now() }),
        });
    }
  };
}

/** Reads the secrets again after a 401, because they may have been rotated. */
async function withSecrets<Secrets extends object>(
  read: (fresh: boolean) => Promise<Secrets>,
  { headersOf }: { headersOf: (secrets: Secrets) => Record<string, string> },
): Promise<Authorized> {
  const secrets = await read(false);
  const renew = async (): Promise<Authorized | undefined> => {
    const rotated = await read(true);
    if (JSON.stringify(rotated) === JSON.stringify(secrets)) return undefined;
    return { kind: 'headers', headers: headersOf(rotated) };
  };
  return { kind: 'headers', headers: headersOf(secrets), renew };
}

async function withIamToken(
  tokens: TokenSource,
  account: Account,
  credentials: Kind<'password'>,
): Promise<Authorized> {
  const answer = await tokens.get(account, credentials);
  if (answer.kind === 'problem') return answer;
  const withToken = (token: Secret) => ({
    kind: 'headers' as const,
    headers: tokenHeaders(account, token.reveal()),
  });
  const renew = async (): Promise<Authorized> => {
    const renewed = await tokens.renew(account, credentials, answer.token);
    return renewed.kind === 'problem' ? renewed : withToken(renewed.token);
  };
  return { ...withToken(answer.token), renew };
}

const tokenHeaders = (account: Account, token: string): Record<string, string> => ({
  'x-auth-token': token,
  'x-project-id': account.project_id,
});

async function givenToken({ resolveSecret }: AuthorizeDeps, { token }: Kind<'token'>, fresh: boolean) {
  return { token: await revealed(resolveSecret, token, fresh) };
}

async function accessKeys(
  { resolveSecret }: AuthorizeDeps,
  { access_key, secret_key, security_token }: Kind<'access_key'>,
  fresh: boolean,
): Promise<AccessKeys> {
  const [accessKey, secretKey, securityToken] = await Promise.all([
    revealed(resolveSecret, access_key, fresh),
    revealed(resolveSecret, secret_key, fresh),
    security_token && revealed(resolveSecret, security_token, fresh),
  ]);
  return { accessKey, secretKey, ...(securityToken && { securityToken }) };
}

/** Trims line breaks, which often end a stored secret. */
const revealed = async (resolve: ResolveSecret, reference: SecretRef, fresh: boolean): Promise<string> =>
  (await resolve(reference, { fresh })).reveal().trim();

function signedHeaders(
  account: Account,
  { url, keys, now }: { url: string; keys: AccessKeys; now: number },
): Record<string, string> {
  return signRequest({ method: 'GET', url, headers: { 'x-project-id': account.project_id } }, keys, now);
}
