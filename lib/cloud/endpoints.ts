import type { Account } from '../watch/account.ts';

type Cloud = Account['cloud'];
type Place = Pick<Account, 'id' | 'cloud' | 'region'>;

/** The URL of a service, without a slash at the end, or the reason why it is unknown. */
export type Endpoint = { kind: 'endpoint'; url: string } | { kind: 'unknown_region'; message: string };

/**
 * The regions of a cloud whose endpoints are known by name. A host that credentials are sent to is never put
 * together from a region that nobody documents: another region needs `endpoint` and `iam_endpoint` in the
 * account.
 *
 * Sources: docs.otc.t-systems.com (regions and endpoints);
 * opentelekomcloud/terraform-provider-opentelekomcloud issue 2389 for the Swiss domain; the endpoint page of
 * BRS, as SDRS is called there now, support.huaweicloud.com/intl/en-us/usermanual-sdrs/sdrs_ad_0003.html. Not
 * from Huawei's SDK: its region table sends ap-southeast-2 to the host of ap-southeast-3.
 */
const clouds: Record<Cloud, { domain: string; regions: readonly string[] }> = {
  otc: { domain: 'otc.t-systems.com', regions: ['eu-de', 'eu-nl'] },
  'swiss-otc': { domain: 'sc.otc.t-systems.com', regions: ['eu-ch2'] },
  huawei: {
    domain: 'myhuaweicloud.com',
    regions: [
      'af-south-1',
      'ap-southeast-2',
      'ap-southeast-3',
      'cn-east-2',
      'cn-east-3',
      'cn-north-4',
      'cn-south-1',
      'la-north-2',
      'la-south-2',
      'sa-brazil-1',
      'tr-west-1',
    ],
  },
};

/** Returns the regions that need no `endpoint`. A configuration with another region is refused early. */
export const knownRegions = (cloud: Cloud): readonly string[] => clouds[cloud].regions;

/** Returns the endpoint of a service for the account. */
export const jobEndpoint = (account: Account, service: string): Endpoint =>
  account.endpoint === undefined
    ? byName(account, { service, override: 'endpoint' })
    : given(account.endpoint);

/** Returns the endpoint of IAM for the account, without the path `/v3`. */
export const iamEndpoint = (account: Place & Pick<Account, 'iam_endpoint'>): Endpoint =>
  account.iam_endpoint === undefined
    ? byName(account, { service: 'iam', override: 'iam_endpoint' })
    : given(account.iam_endpoint);

const given = (url: string): Endpoint => ({ kind: 'endpoint', url: url.replace(/(?<!\/)\/+$/, '') });

function byName({ id, cloud, region }: Place, host: { service: string; override: string }): Endpoint {
  const { domain, regions } = clouds[cloud];
  if (regions.includes(region))
    return { kind: 'endpoint', url: `https://${host.service}.${region}.${domain}` };
  return {
    kind: 'unknown_region',
    message:
      `Account ${id}: the region ${region} of ${cloud} is not known; expected one of ${regions.join(', ')}. ` +
      `For another region set ${host.override}.`,
  };
}
