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

/** Stands in for the id until IAM has told it. */
const notKnownYet = 'not-known-yet';

/**
 * The environment with the id of the project that OS_PROJECT_NAME names, where no id is given and a user and password are
 * there to ask IAM with. Throws UsageError when IAM gives no token for a project of that name, and
 * IamUnavailable when it cannot be asked.
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
    const why = asked.kind === 'problem' ? asked.problem.message : 'IAM did not say its id.';
    const notified = `OS_PROJECT_NAME: the project's id could not be found; it can be given as OS_PROJECT_ID. ${why}`;
    const isOut = asked.kind === 'problem' && asked.problem.kind === 'credentials';
    throw isOut ? new IamUnavailable(notified) : new UsageError(notified);
  } finally {
    await close();
  }
}
