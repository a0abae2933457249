import { requestToken, type TokenOwner } from '../../cloud/request-token.ts';
import { makeSendHttp } from '../../http/send.ts';
import { proxyOf } from '../../local/proxy.ts';
import { makeLocalSecrets } from '../../local/secrets.ts';
import { IamUnavailable } from '../../watch/errors.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { type AccountFlags, localAccount } from './local-account.ts';
import { localCredentials } from './local-credentials.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A placeholder until IAM has returned the id. */
const notKnownYet = 'not-known-yet';

/**
 * Adds the id of the project that OS_PROJECT_NAME names to the environment, if no id is given and there are a
 * user and a password for IAM. Throws UsageError if IAM issues no token for such a project, and
 * IamUnavailable if IAM is unreachable.
 */
export async function withProjectId(
  flags: AccountFlags & { account?: string | undefined },
  env: Env,
  terminal: Pick<Terminal, 'clock' | 'interrupted'>,
): Promise<Env> {
  const name = env['OS_PROJECT_NAME'];
  const isKnown = flags.project !== undefined || flags.account !== undefined || env['OS_PROJECT_ID'];
  if (!name || isKnown || localCredentials(env) === undefined) return env;
  const account = localAccount({ ...flags, project: notKnownYet }, env);
  const { credentials } = account;
  if (credentials.kind !== 'password') return env;
  const id = await askIam({ account, credentials, project: { name } }, { ...terminal, env });
  return { ...env, OS_PROJECT_ID: id };
}

async function askIam(
  owner: TokenOwner,
  { env, clock: { now }, interrupted }: { env: Env } & Pick<Terminal, 'clock' | 'interrupted'>,
): Promise<string> {
  const proxy = proxyOf(env);
  const { send, close } = makeSendHttp({ addresses: 'any', signal: interrupted, proxy });
  const deps = { send, resolveSecret: makeLocalSecrets(env, now), now, userAgent: 'sdrs-job-watcher' };
  try {
    const asked = await requestToken(deps, owner);
    if (asked.kind === 'token' && asked.projectId !== undefined) return asked.projectId;
    const why = asked.kind === 'problem' ? asked.problem.message : 'IAM did not return its id.';
    const message = `OS_PROJECT_NAME: cannot find the id of this project; set OS_PROJECT_ID instead. ${why}`;
    const isUnavailable = asked.kind === 'problem' && asked.problem.kind === 'credentials';
    throw isUnavailable ? new IamUnavailable(message) : new UsageError(message);
  } finally {
    await close();
  }
}
