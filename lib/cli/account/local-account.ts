import { iamEndpoint, jobEndpoint, knownRegions } from '../../cloud/endpoints.ts';
import { Account, clouds } from '../../watch/account.ts';
import { parseFlags } from '../parse-flags.ts';
import { UsageError } from '../usage-error.ts';
import { type AuthUrl, readAuthUrl } from './auth-url.ts';
import { credentialVariables, localCredentials } from './local-credentials.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The flags that select an account and its endpoint. */
export interface AccountFlags {
  project?: string | undefined;
  cloud?: string | undefined;
  region?: string | undefined;
  endpoint?: string | undefined;
}

/**
 * Returns the account that flags and OS_* variables describe, as the tools of the clouds read them. Its
 * secrets are references to these variables. Throws UsageError, which lists everything that is missing.
 */
export function localAccount(flags: AccountFlags, env: Env): Account {
  const iam = env['OS_AUTH_URL'] ? readAuthUrl(env['OS_AUTH_URL']) : undefined;
  const described = {
    id: 'local',
    cloud: flags.cloud ?? iam?.cloud ?? 'otc',
    region: regionOf(flags, env, iam),
    project_id: flags.project ?? (env['OS_PROJECT_ID'] || undefined),
    credentials: localCredentials(env),
    endpoint: flags.endpoint,
    iam_endpoint: iam?.endpoint,
  };
  refuseMissing(described);
  const account = parseFlags(Account, described, flagsOf(flags, env));
  refuseUnknownRegion(account, flags, env);
  return account;
}

/** With --endpoint no region is needed: its name only appears in messages then. */
function regionOf(flags: AccountFlags, env: Env, iam: AuthUrl | undefined): string | undefined {
  const unknown = flags.endpoint === undefined ? undefined : 'unknown-region';
  return flags.region ?? (env['OS_REGION_NAME'] || undefined) ?? iam?.region ?? unknown;
}

function refuseMissing({ project_id, region, credentials }: Record<string, unknown>): void {
  const missing = [
    project_id === undefined &&
      'a project: give --project ID or set OS_PROJECT_ID (OS_PROJECT_NAME is enough beside a user and password)',
    region === undefined && 'a region: give --region NAME or set OS_REGION_NAME (or give --endpoint URL)',
    credentials === undefined && `credentials: set ${credentialVariables}`,
  ].filter((part) => part !== false);
  if (missing.length > 0) throw new UsageError(missing.map((part) => `missing ${part}`).join('\n'));
}

/**
 * Throws UsageError if the region has no known endpoints and none are given. IAM is only needed for a
 * password.
 */
function refuseUnknownRegion(account: Account, flags: AccountFlags, env: Env): void {
  const { cloud, region, credentials } = account;
  const missing = [
    jobEndpoint(account, 'sdrs').kind === 'unknown_region' && 'give --endpoint URL',
    credentials.kind === 'password' && iamEndpoint(account).kind === 'unknown_region' && 'set OS_AUTH_URL',
  ].filter((part) => part !== false);
  if (missing.length === 0) return;
  const { region: name } = flagsOf(flags, env);
  const found = name === regionVariable ? 'found another' : `found "${region}"`;
  throw new UsageError(
    `${name}: expected a known region of ${cloud} (${knownRegions(cloud).join(', ')}), ` +
      `${found}; for another ${missing.join(' and ')}`,
  );
}

const regionVariable = 'OS_REGION_NAME';
const projectVariable = 'OS_PROJECT_ID';

/** Returns the flag or variable that gave each field. */
function flagsOf(flags: AccountFlags, env: Env) {
  const nameOf = (flag: keyof AccountFlags, variable: string) =>
    flags[flag] === undefined && env[variable] ? variable : `--${flag} or ${variable}`;
  return {
    cloud: `--cloud (${clouds.join(', ')})`,
    region: nameOf('region', regionVariable),
    project_id: nameOf('project', projectVariable),
    endpoint: '--endpoint',
    iam_endpoint: 'OS_AUTH_URL',
  };
}
