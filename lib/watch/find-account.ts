import type { WatchRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';

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

function listed(accounts: readonly Account[]): string {
  if (accounts.length === 0) return 'The configuration has no account.';
  const names = accounts.map(({ id, project_id, region }) => `${id} (project ${project_id}, ${region})`);
  return `Configured: ${names.slice(0, 20).join('; ')}.`;
}
