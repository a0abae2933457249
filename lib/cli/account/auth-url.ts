import type { Account } from '../../watch/account.ts';

/** The IAM endpoint in OS_AUTH_URL. If its host belongs to a known cloud, also the cloud and region. */
export interface AuthUrl {
  endpoint: string;
  cloud?: Account['cloud'];
  region?: string;
}

const hosts: { cloud: Account['cloud']; pattern: RegExp }[] = [
  { cloud: 'otc', pattern: /^iam\.([a-z0-9-]+)\.otc\.t-systems\.com$/ },
  { cloud: 'swiss-otc', pattern: /^iam(?:-pub)?\.([a-z0-9-]+)\.sc\.otc\.t-systems\.com$/ },
  { cloud: 'huawei', pattern: /^iam\.([a-z0-9-]+)\.myhuaweicloud\.(?:com|eu)$/ },
];

/** Reads an OS_AUTH_URL, which ends in `/v3`. */
export function readAuthUrl(url: string): AuthUrl {
  const endpoint = url.replace(/(?<!\/)\/+$/, '').replace(/\/v3$/, '');
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  for (const { cloud, pattern } of hosts) {
    const region = pattern.exec(host)?.[1];
    if (region !== undefined) return { endpoint, cloud, region };
  }
  return { endpoint };
}
