import type { Configuration } from '../../config/configuration.ts';
import type { Account } from '../../watch/account.ts';
import { type IdentifiedWatch, identifyWatch } from '../../watch/identify-watch.ts';
import { WatchRequest } from '../../workflow/watch-request.ts';
import { type AccountFlags, deskAccount } from '../account/desk-account.ts';
import { deskCredentials } from '../account/desk-credentials.ts';
import { parseFlags } from '../parse-flags.ts';
import { UsageError } from '../usage-error.ts';

/** The flags of `jobwatch watch` that say what to watch. */
export interface WatchFlags extends AccountFlags {
  account?: string | undefined;
  service?: string | undefined;
  deadline?: string | undefined;
  polling?: string | undefined;
}

/** What one command watches: the accounts to ask, and a request for each job. */
export interface WatchPlan {
  accounts: Account[];
  watches: IdentifiedWatch[];
}

/**
 * Works out what to watch from flags, environment and configuration. `--account` names a configured account; otherwise
 * credentials in the environment make one, and without those the configured accounts are used. Throws UsageError.
 */
export function planWatches(
  jobIds: readonly string[],
  flags: WatchFlags,
  { env, configuration }: { env: Readonly<Record<string, string | undefined>>; configuration: Configuration },
): WatchPlan {
  const configured = configuration.accounts;
  const fromEnvironment =
    flags.account === undefined && (deskCredentials(env) !== undefined || configured.length === 0);
  const accounts = fromEnvironment ? [deskAccount(flags, env)] : withEndpoint(configured, flags);
  const project = fromEnvironment
    ? accounts[0]?.project_id
    : (flags.project ??
      namedProject(accounts, flags.account) ??
      env['OS_PROJECT_ID'] ??
      onlyProject(accounts));
  const watches = [...new Set(jobIds)].map((jobId) => {
    const request = requestOf(jobId, project, fromEnvironment ? { ...flags, region: undefined } : flags);
    const identified = identifyWatch(request, accounts);
    if (identified.kind === 'none') throw new UsageError(identified.why);
    return identified.watch;
  });
  return { accounts, watches };
}

function withEndpoint(accounts: readonly Account[], { cloud, endpoint }: WatchFlags): Account[] {
  const given = [cloud !== undefined && '--cloud', endpoint !== undefined && '--endpoint'].filter(Boolean);
  if (given.length > 0) {
    throw new UsageError(
      `${given.join(' and ')}: expected credentials in the environment (OS_TOKEN …) beside it; a configured account has its own.`,
    );
  }
  return [...accounts];
}

/** The project of the account that `--account` names. */
function namedProject(accounts: readonly Account[], id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const named = accounts.find((account) => account.id === id);
  if (named !== undefined) return named.project_id;
  const known = accounts.map((account) => account.id).join(', ') || 'none';
  throw new UsageError(`--account: no account "${id}" in the configuration; configured: ${known}`);
}

/** The only project there is. */
function onlyProject(accounts: readonly Account[]): string | undefined {
  const [project, another] = new Set(accounts.map(({ project_id }) => project_id));
  return another === undefined ? project : undefined;
}

const flagOf: Record<string, string> = {
  job_id: 'JOB_ID',
  project_id: '--project or OS_PROJECT_ID',
  service: '--service',
  region: '--region',
  account: '--account',
  deadline: '--deadline',
  polling: '--polling',
};

function requestOf(jobId: string, project: string | undefined, flags: WatchFlags): WatchRequest {
  if (project === undefined) throw new UsageError('Missing a project: --project ID or OS_PROJECT_ID');
  const { service, region, account, deadline, polling } = flags;
  const asked = { job_id: jobId, project_id: project, service, region, account, deadline, polling };
  return parseFlags(WatchRequest, asked, flagOf);
}
