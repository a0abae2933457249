import { describe, expect, it } from 'vitest';
import { localAccount } from '../../lib/cli/account/local-account.ts';

const project = '0123456789abcdef0123456789abcdef';
const withToken = { OS_TOKEN: 'a token', OS_PROJECT_ID: project };
const withPassword = {
  OS_USERNAME: 'me',
  OS_PASSWORD: 'secret',
  OS_USER_DOMAIN_NAME: 'demo',
  OS_PROJECT_ID: project,
};
const huawei = { OS_AUTH_URL: 'https://iam.ap-southeast-3.myhuaweicloud.com/v3' };

/** Flags, and variables beside the token's. */
type Given = Parameters<typeof localAccount>[0] & { env?: Record<string, string> };
const accountOf = ({ env, ...flags }: Given) => localAccount(flags, { ...withToken, ...env });

describe('the account of flags and environment', () => {
  it.each<[string, Given, object]>([
    ['a region by its flag', { region: 'eu-de' }, { cloud: 'otc', region: 'eu-de', project_id: project }],
    ['a region by its variable', { env: { OS_REGION_NAME: 'eu-nl' } }, { cloud: 'otc', region: 'eu-nl' }],
    [
      'the flag before the variable',
      { region: 'eu-de', env: { OS_REGION_NAME: 'eu-nl' } },
      { region: 'eu-de' },
    ],
    [
      'cloud, region and IAM by OS_AUTH_URL',
      { env: huawei },
      {
        cloud: 'huawei',
        region: 'ap-southeast-3',
        iam_endpoint: 'https://iam.ap-southeast-3.myhuaweicloud.com',
      },
    ],
    [
      'the variable before OS_AUTH_URL',
      { env: { ...huawei, OS_REGION_NAME: 'cn-north-4' } },
      { region: 'cn-north-4' },
    ],
    [
      'the flags before OS_AUTH_URL',
      { cloud: 'otc', region: 'eu-de', env: huawei },
      { cloud: 'otc', region: 'eu-de' },
    ],
    [
      'the project’s flag before the variable',
      { region: 'eu-de', project: 'fedcba9876543210' },
      { project_id: 'fedcba9876543210' },
    ],
    [
      'no region of an empty variable',
      { env: { ...huawei, OS_REGION_NAME: '' } },
      { region: 'ap-southeast-3' },
    ],
    [
      'an endpoint without any region',
      { endpoint: 'https://sdrs.example' },
      { endpoint: 'https://sdrs.example', region: 'unknown-region' },
    ],
  ])('has %s', (_, given, account) => {
    expect(accountOf(given)).toMatchObject(account);
  });

  it('names everything that is missing at once', () => {
    expect(() => localAccount({}, {})).toThrow(
      /^missing a project: .*OS_PROJECT_ID \(OS_PROJECT_NAME .*\)\nmissing a region: .*--endpoint URL\)\nmissing credentials: set OS_TOKEN; or OS_ACCESS_KEY/,
    );
  });

  it.each<[string, Given, string | RegExp]>([
    [
      'a project id',
      { region: 'eu-de', project: 'no/id' },
      '--project or OS_PROJECT_ID: expected 8 to 64 letters, digits, "_" or "-", found "no/id"',
    ],
    [
      'a region’s name',
      { region: 'EU DE' },
      '--region or OS_REGION_NAME: expected a region such as "eu-de", found "EU DE"',
    ],
    [
      'a region that nobody knows',
      { region: 'eu-xx' },
      '--region or OS_REGION_NAME: expected a known region of otc (eu-de, eu-nl), found "eu-xx"; for another give --endpoint URL',
    ],
    [
      'a region’s name, out of a variable that may hold anything',
      { env: { OS_REGION_NAME: 'a secret' } },
      /^OS_REGION_NAME: expected a region such as "eu-de"$/,
    ],
    [
      'a region that nobody knows, out of a variable',
      { env: { OS_REGION_NAME: 'a-secret' } },
      /^OS_REGION_NAME: expected a known region of otc \(eu-de, eu-nl\), found another; for another give --endpoint URL$/,
    ],
    [
      'a project id, out of a variable',
      { region: 'eu-de', env: { OS_PROJECT_ID: 'a secret' } },
      /^OS_PROJECT_ID: expected 8 to 64 letters, digits, "_" or "-"$/,
    ],
    [
      'an endpoint that is no URL',
      { endpoint: 'sdrs.example' },
      '--endpoint: expected a URL such as https://sdrs.eu-de.otc.t-systems.com, found something that is no URL',
    ],
    [
      'an endpoint in clear text',
      { endpoint: 'http://sdrs.example' },
      '--endpoint: expected a URL such as https://sdrs.eu-de.otc.t-systems.com; http is allowed only to 127.0.0.1, [::1] or localhost',
    ],
    [
      'an OS_AUTH_URL in clear text',
      { region: 'eu-de', env: { OS_AUTH_URL: 'http://iam.example/v3' } },
      'OS_AUTH_URL: expected a URL such as https://',
    ],
  ])('refuses %s, and says what was expected and found', (_, given, message) => {
    expect(() => accountOf(given)).toThrow(message);
  });

  it('needs OS_AUTH_URL for a password in a region that nobody knows, and nothing more with both addresses', () => {
    const region = 'eu-xx';
    const endpoint = 'https://sdrs.example';
    const iam = { ...withPassword, OS_AUTH_URL: 'https://iam.example/v3' };
    expect(() => localAccount({ region, endpoint }, withPassword)).toThrow('for another set OS_AUTH_URL');
    expect(() => localAccount({ region }, withPassword)).toThrow('give --endpoint URL and set OS_AUTH_URL');
    expect(localAccount({ region, endpoint }, iam)).toMatchObject({ region, endpoint });
  });

  it('does not repeat an address with a password in it', () => {
    const endpoint = 'https://me:canary@sdrs.example';
    expect(() => accountOf({ endpoint })).toThrow(/^(?!.*canary)--endpoint: .*user or password in it$/);
  });
});
