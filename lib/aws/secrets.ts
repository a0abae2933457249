import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { SecretUnavailable } from '../watch/errors.ts';
import type { ResolveSecret } from '../watch/ports/secret.ts';
import { Secret } from '../watch/ports/secret.ts';
import { cached, type ReadKept, type ReadText } from './cached.ts';
import { clientOptions } from './client-options.ts';

const keepSeconds = 300;

/**
 * Secrets of Secrets Manager and Parameter Store, each read at most once in five minutes. Throws
 * SecretUnavailable.
 */
export function makeAwsSecrets(now: () => number): ResolveSecret {
  const keep = { now, seconds: keepSeconds };
  return makeResolveSecret({
    readSecret: cached(makeReadSecret(new SecretsManagerClient(clientOptions)), keep),
    readParameter: cached(makeReadParameter(new SSMClient(clientOptions)), keep),
  });
}

/**
 * Reads the whole text of a secret by its name or ARN. Throws SecretUnavailable, which never holds the text.
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
    // The client hands on whatever stands there.
    if (typeof answer.SecretString === 'string') return answer.SecretString;
    throw new SecretUnavailable(`${reference} holds binary data; expected a text.`);
  };

/** Reads a parameter, decrypted, by its path. Throws SecretUnavailable, which never holds the value. */
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
    throw new SecretUnavailable(`${reference} has no value that is a text.`);
  };

/** A secret of several parts, as the Secrets Manager console writes it. */
const Parts = z.record(z.string(), z.unknown());

/**
 * The secret behind `secretsmanager:name`, `secretsmanager:name#key` (a key of the secret's JSON) or
 * `ssm:/path`. `env:NAME` is for the local run: a function's environment is readable by everyone who may
 * describe the function.
 */
export const makeResolveSecret =
  (stores: { readSecret: ReadKept; readParameter: ReadKept }): ResolveSecret =>
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
          `${reference} cannot be read in AWS: keep the secret in Secrets Manager or Parameter Store and refer to it as secretsmanager:name#key or ssm:/path.`,
        );
    }
  };

/** Without a cause: a JSON parser's message quotes the text, which is the secret. */
function part(text: string, key: string, reference: string): string {
  const parts = Parts.safeParse(parseJson(text)).data;
  if (parts === undefined) {
    throw new SecretUnavailable(`${reference} names a key, but the secret is no JSON object.`);
  }
  const value = parts[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new SecretUnavailable(`${reference} names a key that the secret does not have as a text.`);
}

/**
 * Why a secret could not be read, for people. An answer that is no JSON is not passed on as the cause: the
 * parser's message quotes it, and with it perhaps the secret.
 */
function secretUnavailable(reference: string, error: unknown): SecretUnavailable {
  const what = error instanceof Error ? error.name : 'unknown error';
  return new SecretUnavailable(
    `${reference} could not be read (${what}). Check that it exists in this account and region and may be read from here; ` +
      'a deployed function may read only what the configuration named at its last deployment.',
    error instanceof SyntaxError ? undefined : { cause: error },
  );
}
