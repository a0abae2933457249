import { SecretUnavailable } from '../watch/errors.ts';
import type { ResolveSecret } from '../watch/ports.ts';
import { Secret } from '../watch/secret.ts';

/** Secrets of `env:NAME` references. Throws SecretUnavailable for a variable that is missing or empty. */
export function makeEnvironmentSecrets(env: Readonly<Record<string, string | undefined>>): ResolveSecret {
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
