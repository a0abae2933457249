import { describe, expect, it } from 'vitest';
import { readAuthUrl } from '../../lib/cli/account/auth-url.ts';

describe('OS_AUTH_URL', () => {
  it.each([
    ['https://iam.eu-de.otc.t-systems.com/v3', 'otc', 'eu-de'],
    ['https://iam.eu-nl.otc.t-systems.com:443/v3/', 'otc', 'eu-nl'],
    ['https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3', 'swiss-otc', 'eu-ch2'],
    ['https://iam.eu-ch2.sc.otc.t-systems.com/v3', 'swiss-otc', 'eu-ch2'],
    ['https://iam.ap-southeast-3.myhuaweicloud.com/v3', 'huawei', 'ap-southeast-3'],
    ['https://iam.eu-west-101.myhuaweicloud.eu/v3', 'huawei', 'eu-west-101'],
  ])('%s names the cloud %s and the region %s', (url, cloud, region) => {
    expect(readAuthUrl(url)).toMatchObject({ cloud, region });
  });

  it.each([
    'https://iam.myhuaweicloud.com/v3',
    'https://keystone.example/v3',
    'https://iam.eu-de.otc.t-systems.com.example/v3',
    'https://example/iam.eu-de.otc.t-systems.com',
    'no URL',
  ])('%s names neither', (url) => {
    expect(readAuthUrl(url)).not.toHaveProperty('cloud');
    expect(readAuthUrl(url)).not.toHaveProperty('region');
  });

  it.each([
    ['https://iam.example/v3', 'https://iam.example'],
    ['https://iam.example/v3/', 'https://iam.example'],
    ['https://iam.example/', 'https://iam.example'],
    ['https://iam.example', 'https://iam.example'],
    ['https://proxy.example/identity/v3', 'https://proxy.example/identity'],
  ])('%s is the endpoint %s', (url, endpoint) => {
    expect(readAuthUrl(url).endpoint).toBe(endpoint);
  });
});
