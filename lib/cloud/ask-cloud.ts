import { isWithin } from '../job/http-status.ts';
import type { PollProblem } from '../job/poll.ts';
import { type HttpJobAnswer, readProblem } from '../job/read-job-answer.ts';
import type { Account } from '../watch/account.ts';
import { SecretUnavailable } from '../watch/errors.ts';
import type { ResolveSecret } from '../watch/ports/secret.ts';
import { Secret } from '../watch/ports/secret.ts';
import type { HttpAnswer, SendHttp } from '../watch/ports/send-http.ts';
import { type Authorized, makeAuthorize } from './authorize.ts';
import { jobEndpoint } from './endpoints.ts';
import { makeTokenSource } from './iam-token.ts';
import { requestLimits } from './request-limits.ts';
import { secretsIn, withoutEcho } from './without-echo.ts';

/** The dependencies of a request to a cloud. */
export interface CloudDeps {
  send: SendHttp;
  resolveSecret: ResolveSecret;
  /** Milliseconds since 1970. A gateway refuses a signature that is 15 minutes off. */
  now: () => number;
}

/** A request to the API of a service. `path` follows `/v1/{project_id}` and includes the query. */
export interface CloudQuestion {
  account: Account;
  service: string;
  path: string;
}

/** The API's successful answer, or the problem. */
export type CloudAnswer =
  | { kind: 'answer'; answer: HttpJobAnswer }
  | { kind: 'problem'; problem: PollProblem };

/** Sends one GET request to a cloud. Never throws for errors of the cloud, the network or a secret. */
export type AskCloud = (question: CloudQuestion) => Promise<CloudAnswer>;

/**
 * Makes a function that sends a request. After a 401 it retries once if there are newer credentials. Every
 * error of the cloud, the network or a secret becomes a problem.
 */
export function makeAskCloud(deps: CloudDeps): AskCloud {
  const userAgent = 'sdrs-job-watcher';
  const tokens = makeTokenSource({ ...deps, userAgent });
  const authorize = makeAuthorize({ ...deps, tokens });

  const ask = async (authorized: Authorized, url: string, account: Account): Promise<CloudAnswer> => {
    if (authorized.kind === 'problem') return authorized;
    const sent = await deps.send({
      method: 'GET',
      url: new Secret(url),
      headers: { accept: 'application/json', 'user-agent': userAgent, ...authorized.headers },
      ...requestLimits,
    });
    const answer = withoutEcho(sent, secretsIn(authorized.headers));
    if (answer.kind === 'failure') return problem(kindOf(answer), `${answer.message}.`);
    const renewed = answer.status === 401 ? await authorized.renew?.() : undefined;
    if (renewed !== undefined) return ask(renewed, url, account);
    return successOrProblem({ ...answer, now: deps.now() }, account);
  };

  return async ({ account, service, path }) => {
    const endpoint = jobEndpoint(account, service);
    if (endpoint.kind === 'unknown_region') return problem('refused', endpoint.message);
    const url = `${endpoint.url}/v1/${account.project_id}${path}`;
    try {
      return await ask(await authorize(account, url), url, account);
    } catch (error) {
      if (error instanceof SecretUnavailable) return problem('credentials', error.message);
      throw error;
    }
  };
}

const kindOf = ({ what }: Extract<HttpAnswer, { kind: 'failure' }>): 'no_connection' | 'network' =>
  what === 'connect' || what === 'address_refused' ? 'no_connection' : 'network';

const problem = (kind: PollProblem['kind'], message: string): CloudAnswer => ({
  kind: 'problem',
  problem: { kind, message },
});

function successOrProblem(answer: HttpJobAnswer, account: Account): CloudAnswer {
  if (isWithin(answer.status, 200)) return { kind: 'answer', answer };
  const problem = readProblem(answer);
  return answer.status === 401 ? withAdvice(problem, account) : { kind: 'problem', problem };
}

/** Puts the advice before the API's message, because long messages are cut at the end. */
function withAdvice(refusal: PollProblem, account: Account): CloudAnswer {
  const message = `${adviceOn401(account, refusal.message)} ${refusal.message}`;
  return { kind: 'problem', problem: { ...refusal, message } };
}

function adviceOn401(account: Account, message: string): string {
  switch (account.credentials.kind) {
    case 'token':
      return `The token of account ${account.id} was refused: it may have expired (tokens live 24 hours) or be for another project.`;
    case 'password':
      return `A fresh token of account ${account.id} was refused: check that its endpoint and iam_endpoint belong to one cloud.`;
    case 'access_key':
      // APIGW.0301 is the code of every signature error. Only the message names the cause.
      return /signature expired/i.test(message)
        ? `The signature of account ${account.id} counts as expired: check the clock of this machine.`
        : `The access key of account ${account.id} was refused: check access_key, secret_key and, for temporary keys, security_token.`;
  }
}
