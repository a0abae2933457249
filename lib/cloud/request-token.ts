import { isWithin } from '../job/http-status.ts';
import { parseJson } from '../job/json-value.ts';
import type { PollProblem } from '../job/poll.ts';
import { readProblem } from '../job/read-job-answer.ts';
import type { Account, Credentials } from '../watch/account.ts';
import type { ResolveSecret } from '../watch/ports/secret.ts';
import { Secret } from '../watch/ports/secret.ts';
import type { HttpAnswer, SendHttp } from '../watch/ports/send-http.ts';
import { iamEndpoint } from './endpoints.ts';
import { type TokenRequest, TokenResponse, tokenHeader } from './iam-schemas.ts';
import { requestLimits } from './request-limits.ts';
import { withoutEcho } from './without-echo.ts';

export type Password = Extract<Credentials, { kind: 'password' }>;
type Answer = Extract<HttpAnswer, { kind: 'answer' }>;

export type TokenProblem = { kind: 'problem'; problem: PollProblem };
/** `expiresAt` is in milliseconds since 1970. `projectId` is the token's project, if IAM names it. */
export type NewToken =
  | TokenProblem
  | { kind: 'token'; token: Secret; expiresAt: number; projectId: string | undefined };

/** The user and the project (by id or name) of a token request. */
export interface TokenOwner {
  account: Pick<Account, 'id' | 'cloud' | 'region' | 'iam_endpoint'>;
  credentials: Password;
  project: TokenRequest['auth']['scope']['project'];
}

export interface TokenDeps {
  send: SendHttp;
  resolveSecret: ResolveSecret;
  now: () => number;
  userAgent: string;
}

/** * Requests a token for a project from IAM (IAM API reference, "Obtaining a User Token Through Password
 * Authentication"). Throws SecretUnavailable.
 */
export async function requestToken(deps: TokenDeps, owner: TokenOwner): Promise<NewToken> {
  const { account } = owner;
  const endpoint = iamEndpoint(account);
  if (endpoint.kind === 'unknown_region') return problem({ kind: 'refused', message: endpoint.message });
  const asked = await tokenRequest(deps.resolveSecret, owner);
  const sent = await deps.send({
    method: 'POST',
    url: new Secret(`${endpoint.url}/v3/auth/tokens?nocatalog=true`),
    headers: {
      'content-type': 'application/json;charset=utf8',
      accept: 'application/json',
      'user-agent': deps.userAgent,
    },
    body: JSON.stringify(asked),
    ...requestLimits,
  });
  const answer = withoutEcho(sent, [asked.auth.identity.password.user.password]);
  if (answer.kind === 'answer') return readTokenAnswer(answer, account, deps.now());
  return problem({ kind: 'credentials', message: `${noToken(account)} ${answer.message}.` });
}

async function tokenRequest(
  resolveSecret: ResolveSecret,
  { credentials, project }: TokenOwner,
): Promise<TokenRequest> {
  const [name, password, domain] = await Promise.all([
    resolveSecret(credentials.username, { fresh: true }),
    resolveSecret(credentials.password, { fresh: true }),
    resolveSecret(credentials.user_domain, { fresh: true }),
  ]);
  const user = { name: name.reveal(), password: password.reveal(), domain: { name: domain.reveal() } };
  return {
    auth: {
      identity: { methods: ['password'], password: { user } },
      scope: { project },
    },
  };
}

function readTokenAnswer(answer: Answer, account: TokenOwner['account'], now: number): NewToken {
  const token = answer.headers[tokenHeader];
  const body = TokenResponse.safeParse(parseJson(answer.body));
  if (answer.status === 201 && token && body.success) {
    const { expires_at, project } = body.data.token;
    return { kind: 'token', token: new Secret(token), expiresAt: expires_at, projectId: project?.id };
  }
  if (isWithin(answer.status, 200)) {
    const missing = `Its answer (${answer.status}) lacks the header X-Subject-Token or token.expires_at.`;
    return problem({ kind: 'credentials', message: `${noToken(account)} ${missing}`, status: answer.status });
  }
  // The errors of IAM have the same shapes as those of the job API.
  const refusal = readProblem({ ...answer, now });
  const { kind, message } = refusal;
  return isRefusal(kind)
    ? problem({ ...refusal, kind: 'denied', message: `${noToken(account)} ${whatToCheck} ${message}` })
    : problem({ ...refusal, kind: 'credentials', message: `${noToken(account)} ${message}` });
}

const noToken = ({ id }: TokenOwner['account']): string => `IAM gave no token for account ${id}.`;
const whatToCheck = 'Check its username, password, user_domain and project.';

/** Returns whether a retry would not help. */
const isRefusal = (kind: PollProblem['kind']): boolean =>
  kind === 'denied' || kind === 'not_found' || kind === 'refused';

const problem = (what: PollProblem): TokenProblem => ({ kind: 'problem', problem: what });
