import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { SecretUnavailable } from '../watch/errors.ts';
import type { ResolveSecret } from '../watch/ports/secret.ts';
import { Secret } from '../watch/ports/secret.ts';
import { cached, type ReadCached, type ReadText } from './cache.ts';
import { clientOptions } from './client-options.ts';

const cachedSeconds = 300;

/**
 * Makes a function that reads secrets of Secrets Manager and Parameter Store, each at most once in five
 * minutes. The function throws SecretUnavailable.
 */
export function makeAwsSecrets(now: () => number): ResolveSecret {
  const cache = { now, seconds: cachedSeconds };
  return makeResolveSecret({
    readSecret: cached(makeReadSecret(new SecretsManagerClient(clientOptions)), cache),
    readParameter: cached(makeReadParameter(new SSMClient(clientOptions)), cache),
  });
}

/**
 * Makes a function that reads the whole text of a secret by its name or ARN. The function throws
 * SecretUnavailable, whose message never contains the text.
 */
export const makeReadSecret =
  (client: SecretsManagerClient): ReadText =>
  async (name) => {
    const reference = `secretsmanager:${name}`;
    const answer = await client
      .send(new GetSecretValueCommand({ SecretId: name }))
      .catch((error: unknown) => {
        throw secretUnavailable(reference, error);
      });
    // The client does not check the type of the field.
    if (typeof answer.SecretString === 'string') return answer.SecretString;
    throw new SecretUnavailable(`${reference} has binary data. Expected a text.`);
  };

/**
 * Makes a function that reads a parameter, decrypted, by its path. The function throws SecretUnavailable,
 * whose message never contains the value.
 */
export const makeReadParameter =
  (client: SSMClient): ReadText =>
  async (path) => {
    const reference = `ssm:${path}`;
    const question = new GetParameterCommand({ Name: path, WithDecryption: true });
    const answer = await client.send(question).catch((error: unknown) => {
      throw secretUnavailable(reference, error);
    });
    const value = answer.Parameter?.Value;
    if (typeof value === 'string') return value;
    throw new SecretUnavailable(`${reference} has no text value.`);
  };

/** A secret with several keys, as the Secrets Manager console writes it. */
const Parts = z.record(z.string(), z.unknown());

/**
 * Makes a function that resolves `secretsmanager:name`, `secretsmanager:name#key` (a key of the secret's
 * JSON) and `ssm:/path`. Refuses `env:NAME`, which only works locally: everyone who may describe a function
 * can read its environment.
 */
export const makeResolveSecret =
  (stores: { readSecret: ReadCached; readParameter: ReadCached }): ResolveSecret =>
  async (reference, how) => {
    const [, store, name = '', key] = /^(\w+):([^#]+)(?:#(.*))?$/s.exec(reference) ?? [];
    switch (store) {
      case 'secretsmanager': {
        const text = await stores.readSecret(name, how);
        return new Secret(key ? part(text, key, reference) : text);
      }
      case 'ssm':
        return new Secret(await stores.readParameter(name, how));
      default:
        throw new SecretUnavailable(
          `${reference} cannot be read in AWS. Store the secret in Secrets Manager or Parameter Store, and refer to it as secretsmanager:name#key or ssm:/path.`,
        );
    }
  };

/**
 * Returns one key of a secret. Its errors have no cause, because a JSON parser's message quotes the secret.
 */
function part(text: string, key: string, reference: string): string {
  const parts = Parts.safeParse(parseJson(text)).data;
  if (parts === undefined) {
    throw new SecretUnavailable(`${reference} names a key, but the secret is not a JSON object.`);
  }
  const value = parts[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new SecretUnavailable(`${reference} names a key, but the secret has no text under that key.`);
}

/**
 * Returns the error for a secret that could not be read. An answer that is not JSON does not become its
 * cause: the parser's message would quote the answer, perhaps with the secret.
 */
function secretUnavailable(reference: string, error: unknown): SecretUnavailable {
  const what = error instanceof Error ? error.name : 'unknown error';
  return new SecretUnavailable(
    `${reference} could not be read (${what}). Check that it exists in this account and region and that this role may read it. ` +
      'A deployed function may read only the secrets that the configuration named at its last deployment.',
    error instanceof SyntaxError ? undefined : { cause: error },
  );
}
