import type { Look, LookProblem } from '../job/look.ts';
import { type HttpJobAnswer, readJobAnswer } from '../job/read-job-answer.ts';
import type { Account } from '../watch/account.ts';
import { SecretUnavailable } from '../watch/errors.ts';
import type { AskJob, HttpAnswer, ResolveSecret, SendHttp } from '../watch/ports.ts';
import { Secret } from '../watch/secret.ts';
import { type Authorized, makeAuthorize } from './authorize.ts';
import { jobEndpoint } from './endpoints.ts';
import { makeTokenSource } from './iam-token.ts';
import { requestLimits } from './request-limits.ts';
import { secretsIn, withoutEcho } from './without-echo.ts';

/**
 * Asks `GET /v1/{project_id}/jobs/{job_id}` (SDRS API reference, "Querying the Job Status") once, or once more
 * with fresh credentials after a 401, where there are others. Whatever a cloud, a network or a secret does becomes a look.
 */
export function makeAskJob(deps: {
  send: SendHttp;
  resolveSecret: ResolveSecret;
  /** Milliseconds since 1970, right enough for a signature: a gateway refuses one that is 15 minutes off. */
  now: () => number;
}): AskJob {
  const userAgent = 'sdrs-job-watcher';
  const tokens = makeTokenSource({ ...deps, userAgent });
  const authorize = makeAuthorize({ ...deps, tokens });

  const ask = async (authorized: Authorized, target: Target): Promise<Look> => {
    if (authorized.kind === 'problem') return authorized;
    const sent = await deps.send({
      method: 'GET',
      url: new Secret(target.url),
      headers: { accept: 'application/json', 'user-agent': userAgent, ...authorized.headers },
      ...requestLimits,
    });
    const answer = withoutEcho(sent, secretsIn(authorized.headers));
    if (answer.kind === 'failure') return problem(kindOf(answer), `${answer.message}.`);
    const renewed = answer.status === 401 ? await authorized.renew?.() : undefined;
    if (renewed !== undefined) return ask(renewed, target);
    return read({ ...answer, now: deps.now() }, target);
  };

  return async ({ account, service, jobId }) => {
    const endpoint = jobEndpoint(account, service);
    if (endpoint.kind === 'unknown_region') return problem('refused', endpoint.message);
    const url = `${endpoint.url}/v1/${account.project_id}/jobs/${jobId}`;
    try {
      return await ask(await authorize(account, url), { url, account, jobId });
    } catch (error) {
      if (error instanceof SecretUnavailable) return problem('credentials', error.message);
      throw error;
    }
  };
}

interface Target {
  url: string;
  account: Account;
  jobId: string;
}

const kindOf = ({ what }: Extract<HttpAnswer, { kind: 'failure' }>): 'no_connection' | 'network' =>
  what === 'connect' || what === 'address_refused' ? 'no_connection' : 'network';

const problem = (kind: LookProblem['kind'], message: string): Look => ({
  kind: 'problem',
  problem: { kind, message },
});

function read(answer: HttpJobAnswer, { account, jobId }: Target): Look {
  const look = readJobAnswer(answer, jobId);
  return answer.status === 401 ? withAdvice(look, account) : look;
}

/** Says what to check before it says what the API said, because long messages are cut at their end. */
function withAdvice(look: Look, account: Account): Look {
  if (look.kind === 'job') return look;
  const { message } = look.problem;
  return { ...look, problem: { ...look.problem, message: `${adviceOn401(account, message)} ${message}` } };
}

function adviceOn401(account: Account, message: string): string {
  switch (account.credentials.kind) {
    case 'token':
      return `The token of account ${account.id} was refused: it may have expired (tokens live 24 hours) or be for another project.`;
    case 'password':
      return `A fresh token of account ${account.id} was refused: check that its endpoint and iam_endpoint belong to one cloud.`;
    case 'access_key':
      // APIGW.0301 stands for every fault of a signature; only its words tell which.
      return /signature expired/i.test(message)
        ? `The signature of account ${account.id} counts as expired: check the clock of this machine.`
        : `The access key of account ${account.id} was refused: check access_key, secret_key and, for temporary keys, security_token.`;
  }
}
