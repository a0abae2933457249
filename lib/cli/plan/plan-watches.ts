import type { Configuration } from '../../config/configuration.ts';
import type { Account } from '../../watch/account.ts';
import { type IdentifiedWatch, identifyWatch } from '../../watch/identify-watch.ts';
import { watchId } from '../../watch/watch-id.ts';
import { WatchRequest } from '../../workflow/watch-request.ts';
import { type AccountFlags, localAccount } from '../account/local-account.ts';
import { localCredentials } from '../account/local-credentials.ts';
import { parseFlags } from '../parse-flags.ts';
import { UsageError } from '../usage-error.ts';

/** The flags of `jobwatch watch` that say what to watch. */
export interface WatchFlags extends AccountFlags {
  account?: string | undefined;
  service?: string | undefined;
  deadline?: string | undefined;
  polling?: string | undefined;
  /** Each `name=value`. */
  label?: string[] | undefined;
}

/** What one command watches: the accounts and a request for each job. */
export interface WatchPlan {
  accounts: Account[];
  watches: (IdentifiedWatch & { account: Account })[];
}

/** What a plan is made from besides the flags. */
export interface PlanSources {
  env: Readonly<Record<string, string | undefined>>;
  configuration: Configuration;
}

/**
 * Plans watches from flags, environment and configuration. `--account` selects a configured account. Without
 * it, credentials in the environment define the account, and without those all configured accounts are used.
 * Throws UsageError.
 */
export function planWatches(
  jobIds: readonly string[],
  flags: WatchFlags,
  { env, configuration }: PlanSources,
): WatchPlan {
  const { accounts, fromEnvironment } = knownAccounts(flags, { env, configuration });
  const project = fromEnvironment ? accounts[0]?.project_id : projectOf(flags, accounts, env);
  const requestFlags = fromEnvironment ? { ...flags, region: undefined } : flags;
  const isOfVariable = project === env['OS_PROJECT_ID'] && flags.project === undefined;
  const watches = [...new Set(jobIds)].map((jobId) => {
    const watch = identifyWatch(requestOf(jobId, project, requestFlags), accounts);
    if (watch.kind === 'watch') return ofCloud(watch.watch);
    // The value of a variable is not repeated, because it may be the secret of another variable.
    throw new UsageError(isOfVariable ? watch.why.replace(` ${project}`, ' of OS_PROJECT_ID') : watch.why);
  });
  return { accounts, watches };
}

/** Returns a watch that asks a cloud. Throws UsageError for the built-in account of rehearsals. */
function ofCloud({ account, ...watch }: IdentifiedWatch): WatchPlan['watches'][number] {
  if (account.cloud !== 'rehearsal') return { ...watch, account };
  throw new UsageError(`--account: "${account.id}" has no jobs to watch; use "jobwatch rehearse".`);
}

/**
 * Returns the accounts to search if no job is named: those that fit `--account`, `--project` (or
 * OS_PROJECT_ID) and `--region`. Throws UsageError if none fits.
 */
export function planAccounts(flags: WatchFlags, { env, configuration }: PlanSources): Account[] {
  const { accounts, fromEnvironment } = knownAccounts(flags, { env, configuration });
  if (fromEnvironment) return accounts;
  const project = flags.project ?? namedProject(accounts, flags.account) ?? env['OS_PROJECT_ID'];
  const chosen = accounts.filter(
    ({ id, project_id, region }) =>
      (flags.account ?? id) === id &&
      (project ?? project_id) === project_id &&
      (flags.region ?? region) === region,
  );
  if (chosen.length > 0) return chosen;
  const known = accounts.map(({ id, project_id, region }) => `${id} (project ${project_id}, ${region})`);
  throw new UsageError(
    `no configured account fits --account, --project or OS_PROJECT_ID, and --region; configured: ${known.join('; ')}`,
  );
}

/** Plans watches for jobs that were found in accounts. Throws UsageError. */
export function planFound(
  found: readonly { account: Account; jobIds: readonly string[] }[],
  flags: WatchFlags,
): WatchPlan {
  const watches = found.flatMap(({ account, jobIds }) =>
    jobIds.map((jobId) => {
      const { id, project_id, region } = account;
      const request = requestOf(jobId, project_id, { ...flags, account: id, region });
      return { id: watchId({ ...request, region }), request, account };
    }),
  );
  // Two accounts may be for the same project.
  const once = new Map(watches.map((watch) => [watch.id, watch]));
  return { accounts: found.map(({ account }) => account), watches: [...once.values()] };
}

function knownAccounts(
  flags: WatchFlags,
  { env, configuration }: PlanSources,
): { accounts: Account[]; fromEnvironment: boolean } {
  const configured = configuration.accounts;
  const fromEnvironment =
    flags.account === undefined && (localCredentials(env) !== undefined || configured.length === 0);
  const accounts = fromEnvironment ? [localAccount(flags, env)] : withEndpoint(configured, flags);
  return { accounts, fromEnvironment };
}

function withEndpoint(accounts: readonly Account[], { cloud, endpoint }: WatchFlags): Account[] {
  const given = [cloud !== undefined && '--cloud', endpoint !== undefined && '--endpoint'].filter(Boolean);
  if (given.length > 0) {
    throw new UsageError(
      `${given.join(' and ')}: expected credentials in the environment (OS_TOKEN …), found none; a configured account has its own cloud and endpoint.`,
    );
  }
  return [...accounts];
}

/**
 * Returns the project of the flags, the environment, or the only one of the configuration. Throws UsageError
 * for an unknown account.
 */
export const projectOf = (
  { project, account }: WatchFlags,
  accounts: readonly Account[],
  env: PlanSources['env'],
): string | undefined =>
  project ?? namedProject(accounts, account) ?? env['OS_PROJECT_ID'] ?? onlyProject(accounts);

/** Returns the project of the account that `--account` names. */
function namedProject(accounts: readonly Account[], id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const named = accounts.find((account) => account.id === id);
  if (named !== undefined) return named.project_id;
  const known = accounts.map((account) => account.id).join(', ') || 'none';
  throw new UsageError(`--account: no account "${id}" in the configuration; configured: ${known}`);
}

/** Returns the project of all accounts; undefined if there are several. */
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
  labels: '--label',
};

/** Returns the watch request of one job. Throws UsageError. */
export function requestOf(jobId: string, project: string | undefined, flags: WatchFlags): WatchRequest {
  if (project === undefined)
    throw new UsageError('missing a project: give --project ID or set OS_PROJECT_ID');
  const { service, region, account, deadline, polling, label } = flags;
  const asked = { job_id: jobId, project_id: project, service, region, account, deadline, polling };
  const names = { ...flagOf, ...(flags.project === undefined && { project_id: 'OS_PROJECT_ID' }) };
  return parseFlags(WatchRequest, { ...asked, labels: label && labelsOf(label) }, names);
}

function labelsOf(labels: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    labels.map((label) => {
      const [name = '', ...value] = label.split('=');
      if (value.length > 0) return [name, value.join('=')];
      throw new UsageError(`--label: expected NAME=VALUE, found ${JSON.stringify(label.slice(0, 80))}`);
    }),
  );
}
