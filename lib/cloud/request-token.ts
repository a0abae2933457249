import { isWithin } from '../job/http-status.ts';
import { parseJson } from '../job/json-value.ts';
import type { LookProblem } from '../job/look.ts';
import { readJobAnswer } from '../job/read-job-answer.ts';
import type { Account, Credentials } from '../watch/account.ts';
import type { HttpAnswer, ResolveSecret, SendHttp } from '../watch/ports.ts';
import { Secret } from '../watch/secret.ts';
import { iamEndpoint } from './endpoints.ts';
import { type TokenRequest, TokenResponse, tokenHeader } from './iam-schemas.ts';
import { requestLimits } from './request-limits.ts';
import { withoutEcho } from './without-echo.ts';

export type Password = Extract<Credentials, { kind: 'password' }>;
type Answer = Extract<HttpAnswer, { kind: 'answer' }>;

export type TokenProblem = { kind: 'problem'; problem: LookProblem };
/** `expiresAt` is in milliseconds since 1970. */
export type NewToken = TokenProblem | { kind: 'token'; token: Secret; expiresAt: number };

export interface TokenDeps {
  send: SendHttp;
  resolveSecret: ResolveSecret;
  now: () => number;
  userAgent: string;
}

/**
 * Asks IAM for a token of the account's project (IAM API reference, "Obtaining a User Token Through Password
 * Authentication"). Throws SecretUnavailable.
 */
export async function requestToken(
  deps: TokenDeps,
  account: Account,
  credentials: Password,
): Promise<NewToken> {
  const endpoint = iamEndpoint(account);
  if (endpoint.kind === 'unknown_region') return problem({ kind: 'refused', message: endpoint.message });
  const asked = await tokenRequest(deps.resolveSecret, account, credentials);
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
  account: Account,
  credentials: Password,
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
      scope: { project: { id: account.project_id } },
    },
  };
}

function readTokenAnswer(answer: Answer, account: Account, now: number): NewToken {
  const token = answer.headers[tokenHeader];
  const body = TokenResponse.safeParse(parseJson(answer.body));
  if (answer.status === 201 && token && body.success) {
    return { kind: 'token', token: new Secret(token), expiresAt: body.data.token.expires_at };
  }
  // IAM's error answers are read like the job API's: the shapes are the same.
  const look = readJobAnswer({ ...answer, now }, account.id);
  if (look.kind === 'job' || isWithin(answer.status, 200)) {
    const missing = `Its answer (${answer.status}) lacks the header X-Subject-Token or token.expires_at.`;
    return problem({ kind: 'credentials', message: `${noToken(account)} ${missing}`, status: answer.status });
  }
  const { kind, message } = look.problem;
  return isRefusal(kind)
    ? problem({ ...look.problem, kind: 'denied', message: `${noToken(account)} ${whatToCheck} ${message}` })
    : problem({ ...look.problem, kind: 'credentials', message: `${noToken(account)} ${message}` });
}

const noToken = ({ id }: Account): string => `IAM gave no token for account ${id}.`;
const whatToCheck = 'Check its username, password, user_domain and project_id.';

/** IAM says that this account gets no token, now or later. */
const isRefusal = (kind: LookProblem['kind']): boolean =>
  kind === 'denied' || kind === 'not_found' || kind === 'refused';

const problem = (what: LookProblem): TokenProblem => ({ kind: 'problem', problem: what });
