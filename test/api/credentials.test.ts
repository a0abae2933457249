import { describe, expect, it } from 'vitest';
import { ApiConfig } from '../../lib/api/config.ts';
import { makeCredentials } from '../../lib/api/credentials.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';

const credentialsOf = (text: string) =>
  makeCredentials(ApiConfig.parse({ keys: ['env:KEY'], sign: ['env:KEY'] }), async () => new Secret(text));

describe('keys', () => {
  it('are read through their references', async () => {
    const [key] = await credentialsOf('0123456789abcdef').keys();
    expect(key?.reveal()).toBe('0123456789abcdef');
  });

  it.each([
    'short',
    '0123456789abcde',
    'a key with some spaces',
    'a-key-with-a-line-end\n',
    'ein-schlüssel-mit-umlaut',
  ])('that are invalid are reported by reference only: %j', async (text) => {
    const error = await credentialsOf(text).keys().catch(String);
    expect(error).toMatch(/^WrongConfiguration: env:KEY: expected a key of at least 16/);
    expect(error).not.toContain(text);
  });
});

describe('signing secrets', () => {
  it('have the format of Standard Webhooks', async () => {
    const text = `whsec_${Buffer.alloc(24).toString('base64')}`;
    expect(await credentialsOf(text).signing()).toHaveLength(1);
  });

  it.each(['0123456789abcdef', 'whsec_', 'whsec_c2hvcnQ=', `whsec_${'!'.repeat(40)}`])(
    'are refused in any other format: %j',
    async (text) => {
      await expect(credentialsOf(text).signing()).rejects.toMatchObject({ name: 'WrongConfiguration' });
    },
  );
});

describe('the configuration', () => {
  it('has no keys by default', () => {
    expect(ApiConfig.parse({})).toEqual({ keys: [], sign: [], rate_per_minute: 120 });
  });

  it.each([{ keys: ['a literal key of some length'] }, { rate_per_minute: 0 }, { key: ['env:KEY'] }])(
    'refuses %j',
    (config) => {
      expect(ApiConfig.safeParse(config).success).toBe(false);
    },
  );
});
