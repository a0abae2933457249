import { describe, expect, it } from 'vitest';
import { iamEndpoint, jobEndpoint, knownRegions } from '../../lib/cloud/endpoints.ts';
import { clouds } from '../../lib/watch/account.ts';
import { accountOf } from './accounts.ts';

const at = (cloud: (typeof clouds)[number], region: string) => ({ ...accountOf('token'), cloud, region });

it.each([
  ['otc', 'eu-de', 'eu-de.otc.t-systems.com'],
  ['otc', 'eu-nl', 'eu-nl.otc.t-systems.com'],
  ['swiss-otc', 'eu-ch2', 'eu-ch2.sc.otc.t-systems.com'],
  ['huawei', 'ap-southeast-2', 'ap-southeast-2.myhuaweicloud.com'],
] as const)('uses for %s in %s the hosts of %s', (cloud, region, domain) => {
  expect(jobEndpoint(at(cloud, region), 'sdrs')).toEqual({ kind: 'endpoint', url: `https://sdrs.${domain}` });
  expect(jobEndpoint(at(cloud, region), 'ecs')).toEqual({ kind: 'endpoint', url: `https://ecs.${domain}` });
  expect(iamEndpoint(at(cloud, region))).toEqual({ kind: 'endpoint', url: `https://iam.${domain}` });
});

it.each(clouds)('has endpoints for every known region of %s', (cloud) => {
  expect(knownRegions(cloud)).not.toHaveLength(0);
  for (const region of knownRegions(cloud)) {
    expect(jobEndpoint(at(cloud, region), 'sdrs').kind).toBe('endpoint');
    expect(iamEndpoint(at(cloud, region)).kind).toBe('endpoint');
  }
});

describe('an unknown region', () => {
  it('has no job endpoint, and a message with the known regions and the key to set', () => {
    expect(jobEndpoint(at('otc', 'eu-xx'), 'sdrs')).toEqual({
      kind: 'unknown_region',
      message:
        'Account prod: the region eu-xx of otc is not known; expected one of eu-de, eu-nl. For another region set endpoint.',
    });
  });

  it('has no IAM endpoint', () => {
    expect(iamEndpoint(at('swiss-otc', 'eu-de'))).toEqual({
      kind: 'unknown_region',
      message:
        'Account prod: the region eu-de of swiss-otc is not known; expected one of eu-ch2. For another region set iam_endpoint.',
    });
  });

  it('has the endpoints of the account', () => {
    const account = {
      ...at('otc', 'eu-xx'),
      endpoint: 'https://sdrs.example/',
      iam_endpoint: 'https://iam.example',
    };
    expect(jobEndpoint(account, 'sdrs')).toEqual({ kind: 'endpoint', url: 'https://sdrs.example' });
    expect(iamEndpoint(account)).toEqual({ kind: 'endpoint', url: 'https://iam.example' });
  });
});
