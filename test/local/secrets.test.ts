import { describe, expect, it } from 'vitest';
import { makeEnvironmentSecrets } from '../../lib/local/secrets.ts';
import { SecretUnavailable } from '../../lib/watch/errors.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';

const resolve = makeEnvironmentSecrets({ TOKEN: 'canary', EMPTY: '' });
const ref = (text: string) => SecretRef.parse(text);

describe('a secret of the environment', () => {
  it('is the value of its variable, and prints as nothing', async () => {
    const secret = await resolve(ref('env:TOKEN'));
    expect(secret.reveal()).toBe('canary');
    expect(`${secret} ${JSON.stringify(secret)}`).not.toContain('canary');
  });

  it.each(['MISSING', 'EMPTY', 'toString'])('is missed by the name of its variable: %s', async (name) => {
    const missing = resolve(ref(`env:${name}`));
    await expect(missing).rejects.toBeInstanceOf(SecretUnavailable);
    await expect(missing).rejects.toThrow(
      `The environment variable ${name} is not set; env:${name} refers to it. Set it and try again.`,
    );
  });
});
