import { WrongConfiguration } from '../watch/errors.ts';
import type { ResolveSecret, Secret, SecretRef } from '../watch/ports/secret.ts';
import type { ApiConfig } from './config.ts';

/** A shorter key could be guessed. */
const minKeyLength = 16;
/** Base64 of 24 to 64 bytes (standard-webhooks specification, "Signature scheme"). */
const signingSecret = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/**
 * Makes functions that read the API's keys and signing secrets. Each call reads them again, so a replaced one
 * is soon valid. They throw SecretUnavailable, and WrongConfiguration with the reference of an invalid
 * secret.
 */
export function makeCredentials(config: Pick<ApiConfig, 'keys' | 'sign'>, resolveSecret: ResolveSecret) {
  const readAll = (references: readonly SecretRef[], isGood: (text: string) => boolean, expected: string) =>
    Promise.all(
      references.map(async (reference): Promise<Secret> => {
        const secret = await resolveSecret(reference);
        if (isGood(secret.reveal())) return secret;
        throw new WrongConfiguration(`${reference}: expected ${expected}, found something else.`);
      }),
    );
  return {
    keys: () =>
      readAll(
        config.keys,
        isKey,
        `a key of at least ${minKeyLength} letters, digits and signs without spaces`,
      ),
    signing: () =>
      readAll(
        config.sign,
        (text) => signingSecret.test(text),
        'a signing secret such as whsec_… of 24 to 64 bytes',
      ),
  };
}

const isKey = (text: string): boolean => text.length >= minKeyLength && /^[\x21-\x7e]+$/.test(text);
