import type { ChannelAnswer } from '../notification/delivery.ts';
import { SecretUnavailable } from '../watch/errors.ts';
import type { ResolveSecret, Secret, SecretRef } from '../watch/ports/secret.ts';
import type { Sending } from './channel.ts';

/** The secrets of one destination, or why they are not available now. */
export type ReadSecrets =
  | { kind: 'secrets'; secret: Sending['secret'] }
  | Extract<ChannelAnswer, { kind: 'try_again' }>;

/** Reads all secrets of a destination: from the store if `fresh`, else perhaps from a cache. */
export async function readSecrets(
  references: readonly SecretRef[],
  resolve: ResolveSecret,
  how: { fresh: boolean },
): Promise<ReadSecrets> {
  const secrets = new Map<SecretRef, Secret>();
  for (const reference of references) {
    try {
      secrets.set(reference, await resolve(reference, how));
    } catch (error) {
      const why = error instanceof SecretUnavailable ? `: ${error.message}` : '';
      return { kind: 'try_again', why: `the secret ${reference} could not be read${why}` };
    }
  }
  return { kind: 'secrets', secret: (reference) => known(secrets, reference) };
}

function known(secrets: ReadonlyMap<SecretRef, Secret>, reference: SecretRef): Secret {
  const secret = secrets.get(reference);
  if (secret === undefined) throw new TypeError(`${reference} is not a secret field of this destination.`);
  return secret;
}
