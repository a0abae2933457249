import type { Account } from '../watch/account.ts';
import type { Secret } from '../watch/ports/secret.ts';
import {
  type NewToken,
  type Password,
  requestToken,
  type TokenDeps,
  type TokenProblem,
} from './request-token.ts';

/**
 * A token, or the problem: `denied` if IAM refuses the account, `credentials` if a later poll may succeed.
 */
type TokenAnswer = TokenProblem | { kind: 'token'; token: Secret };

/** Provides tokens for accounts with user name and password. Both functions throw SecretUnavailable. */
export interface TokenSource {
  /** Returns the account's token. Concurrent calls share one request. */
  get: (account: Account, credentials: Password) => Promise<TokenAnswer>;
  /**
   * Returns another token after the job API refused one. Requests a new one unless it was renewed meanwhile.
   */
  renew: (account: Account, credentials: Password, refused: Secret) => Promise<TokenAnswer>;
}

/**
 * A token must outlast the poll that uses it, and IAM's clock may differ from ours. Tokens live for 24 hours.
 */
const keptUntilBeforeExpiryMs = 5 * 60_000;

/**
 * IAM locks a user after a few wrong passwords, so a refused password is not used again, and the job not
 * polled, for this time.
 */
const refusalKeptMs = 60_000;

/**
 * Makes a token source. It caches a token per account and project until shortly before it expires, and a
 * refusal for a minute.
 */
export function makeTokenSource(deps: TokenDeps): TokenSource {
  const kept = new Map<string, { token: Secret; until: number }>();
  const refused = new Map<string, { answer: NewToken; until: number }>();
  const underWay = new Map<string, Promise<NewToken>>();
  const keyOf = (account: Account) => `${account.id} ${account.project_id}`;

  const requestAndKeep = async (account: Account, credentials: Password): Promise<NewToken> => {
    const project = { id: account.project_id };
    const answer = await requestToken(deps, { account, credentials, project });
    if (answer.kind === 'token') {
      const until = answer.expiresAt - keptUntilBeforeExpiryMs;
      kept.set(keyOf(account), { token: answer.token, until });
      return answer;
    }
    if (answer.problem.kind !== 'denied') return answer;
    const refusal = { ...answer, problem: { ...answer.problem, retry_after_seconds: refusalKeptMs / 1_000 } };
    refused.set(keyOf(account), { answer: refusal, until: deps.now() + refusalKeptMs });
    return refusal;
  };

  const get: TokenSource['get'] = async (account, credentials) => {
    const key = keyOf(account);
    const have = kept.get(key);
    if (have !== undefined && deps.now() < have.until) return { kind: 'token', token: have.token };
    const no = refused.get(key);
    if (no !== undefined && deps.now() < no.until) return no.answer;
    const request =
      underWay.get(key) ?? requestAndKeep(account, credentials).finally(() => underWay.delete(key));
    underWay.set(key, request);
    return request;
  };

  const renew: TokenSource['renew'] = async (account, credentials, dead) => {
    const key = keyOf(account);
    if (kept.get(key)?.token.reveal() === dead.reveal()) kept.delete(key);
    return get(account, credentials);
  };

  return { get, renew };
}
