import type { WatchRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';
import { isRehearsal, type RehearsalAccount, rehearsalAccount } from './rehearsal.ts';

/** The account that a request is about, or a sentence that says why there is none and which ones there are. */
export type FoundAccount = { kind: 'found'; account: Account } | { kind: 'none'; why: string };

/** Finds the account by its id, or else by project (and region, where the request names one). */
export function findAccount(
  request: Pick<WatchRequest, 'account' | 'project_id' | 'region'>,
  accounts: readonly Account[],
): FoundAccount {
  const { account: id, project_id: project, region } = request;
  const [account, another] = accounts.filter(
    (candidate) =>
      (id === undefined || candidate.id === id) &&
      candidate.project_id === project &&
      (region === undefined || candidate.region === region),
  );
  const asked = [id && `account ${id}`, `project ${project}`, region && `region ${region}`]
    .filter(Boolean)
    .join(', ');
  if (account === undefined)
    return { kind: 'none', why: `No account is configured for ${asked}. ${listed(accounts)}` };
  if (another !== undefined) {
    return {
      kind: 'none',
      why: `Several accounts are configured for ${asked}: name one with "account". ${listed(accounts)}`,
    };
  }
  return { kind: 'found', account };
}

/**
 * Finds the account of a watch request: a configured one, or the built-in one for rehearsals, which takes no project and no
 * region but its own. Only there may a request name destinations.
 */
export function accountOfRequest(
  request: Pick<WatchRequest, 'account' | 'project_id' | 'region' | 'to'>,
  accounts: readonly Account[],
): FoundAccount | { kind: 'found'; account: RehearsalAccount } {
  if (!isRehearsal(request)) {
    if (request.to === undefined) return findAccount(request, accounts);
    return { kind: 'none', why: 'Only a rehearsal (account "rehearsal") may name destinations with "to".' };
  }
  const { project_id, region } = rehearsalAccount;
  const isItsOwn = request.project_id === project_id && (request.region ?? region) === region;
  if (isItsOwn) return { kind: 'found', account: rehearsalAccount };
  const why = `The account "rehearsal" has only the project "${project_id}" and no real region: nothing is asked there.`;
  return { kind: 'none', why };
}

function listed(accounts: readonly Account[]): string {
  if (accounts.length === 0) return 'The configuration has no account.';
  const names = accounts.map(({ id, project_id, region }) => `${id} (project ${project_id}, ${region})`);
  return `Configured: ${names.slice(0, 20).join('; ')}.`;
}
