import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localCredentials } from '../../lib/cli/account/local-credentials.ts';
import type { Clock } from '../../lib/watch/ports/clock.ts';
import { useSandbox } from '../support/sandbox.ts';
import {
  keys,
  type SimulatedCloud,
  startSimulatedCloud,
  temporaryKeys,
  token,
  user,
} from '../support/simulated-cloud.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

const asToken = { OS_TOKEN: token };
const asKeys = { OS_ACCESS_KEY: keys.accessKey, OS_SECRET_KEY: keys.secretKey };
const asTemporaryKeys = {
  OS_ACCESS_KEY: temporaryKeys.accessKey,
  OS_SECRET_KEY: temporaryKeys.secretKey,
  OS_SECURITY_TOKEN: temporaryKeys.securityToken,
};
const asPassword = {
  OS_USERNAME: user.name,
  OS_PASSWORD: user.password,
  OS_USER_DOMAIN_NAME: user.domain,
};

describe('credentials in the environment', () => {
  let clock: Clock;
  let cloud: SimulatedCloud;
  const sandbox = useSandbox();
  beforeEach(async () => {
    clock = makeSkippingClock();
    cloud = await startSimulatedCloud({ clock });
  });
  afterEach(() => cloud.close());

  const watchWith = (credentials: Record<string, string>) =>
    sandbox.run(['watch', cloud.endedJob('succeeds'), ...cloud.flags], {
      env: { OS_PROJECT_ID: cloud.projectId, ...credentials },
      clock,
    });

  it.each([
    ['a token', asToken],
    ['access keys', asKeys],
    ['temporary access keys', asTemporaryKeys],
  ])('are taken by the cloud: %s', async (_, credentials) => {
    expect(await watchWith(credentials)).toMatchObject({ code: 0, err: '' });
  });

  it('are taken by the cloud: a password, at the IAM of OS_AUTH_URL', async () => {
    expect(await watchWith({ ...asPassword, OS_AUTH_URL: `${cloud.url}/v3` })).toMatchObject({ code: 0 });
    expect(cloud.tokensIssued()).toBe(1);
  });

  it('that are temporary are refused by the cloud without their token', async () => {
    const { OS_SECURITY_TOKEN: _, ...without } = asTemporaryKeys;
    const { out } = await watchWith(without);
    expect(out).toContain('check access_key, secret_key and, for temporary keys, security_token');
  });

  it.each([
    ['a token first', { ...asToken, ...asKeys, ...asPassword }, 'token'],
    ['access keys before a password', { ...asKeys, ...asPassword }, 'access_key'],
    ['a password last', asPassword, 'password'],
    ['only what is whole: no secret key', { OS_ACCESS_KEY: 'AK', ...asPassword }, 'password'],
    ['only what is not empty', { ...asPassword, OS_TOKEN: '' }, 'password'],
    ['nothing where nothing is whole', { OS_ACCESS_KEY: 'AK', OS_USERNAME: 'me' }, undefined],
    ['nothing in an empty environment', {}, undefined],
  ])('are taken in this order: %s', (_, env, kind) => {
    expect(localCredentials(env)?.['kind']).toBe(kind);
  });

  it('stay references to the variables', () => {
    expect(localCredentials(asTemporaryKeys)).toEqual({
      kind: 'access_key',
      access_key: 'env:OS_ACCESS_KEY',
      secret_key: 'env:OS_SECRET_KEY',
      security_token: 'env:OS_SECURITY_TOKEN',
    });
  });
});
