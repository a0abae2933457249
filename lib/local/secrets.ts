import { type Configuration, secretRefsOf } from '../config/configuration.ts';
import type { Account } from '../watch/account.ts';
import { SecretUnavailable } from '../watch/errors.ts';
import type { ResolveSecret } from '../watch/ports/secret.ts';
import { Secret } from '../watch/ports/secret.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Resolves `env:NAME` from the environment and other references from AWS, whose clients load on first use.
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

/** Resolves `env:NAME` references. Throws SecretUnavailable if the variable is missing or empty. */
export function makeEnvironmentSecrets(env: Env): ResolveSecret {
  return async (reference) => {
    const name = reference.replace(/^env:/, '');
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (!value) {
      throw new SecretUnavailable(
        `The environment variable ${name} is not set; ${reference} refers to it. Set it and try again.`,
      );
    }
    return new Secret(value);
  };
}

/**
 * Reads every secret of the accounts and destinations, so that all missing ones are reported before the first
 * poll. Throws SecretUnavailable.
 */
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
