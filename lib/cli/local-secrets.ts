import { type Configuration, secretRefsOf } from '../config/configuration.ts';
import { makeEnvironmentSecrets } from '../local/environment-secrets.ts';
import type { Account } from '../watch/account.ts';
import { SecretUnavailable } from '../watch/errors.ts';
import type { ResolveSecret } from '../watch/ports.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Secrets locally: from the environment, or from AWS where the configuration refers to it; the AWS clients are loaded
 * only then.
 */
export function makeLocalSecrets(env: Env, now: () => number): ResolveSecret {
  const fromEnvironment = makeEnvironmentSecrets(env);
  let fromAws: Promise<ResolveSecret> | undefined;
  return async (reference, how) => {
    if (reference.startsWith('env:')) return fromEnvironment(reference);
    fromAws ??= import('../aws/secrets.ts').then(({ makeAwsSecrets }) => makeAwsSecrets(now));
    return (await fromAws)(reference, how);
  };
}

/** Reads every secret that the accounts and destinations need, so that all missing ones are told before the first poll. Throws SecretUnavailable. */
export async function readAllSecrets(
  { accounts, configuration }: { accounts: readonly Account[]; configuration: Configuration },
  resolveSecret: ResolveSecret,
): Promise<void> {
  const references = secretRefsOf({ ...configuration, accounts: [...accounts] });
  const read = await Promise.allSettled(
    [...new Set([...references.accounts, ...references.destinations])].map((reference) =>
      resolveSecret(reference),
    ),
  );
  const causes = read.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (causes.length === 0) return;
  const messages = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
  throw new SecretUnavailable(messages.join('\n'), { cause: new AggregateError(causes) });
}
