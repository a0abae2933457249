import type { WatchRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';
import { accountOfRequest } from './find-account.ts';
import type { RehearsalAccount } from './rehearsal.ts';
import { watchId } from './watch-id.ts';

/** A watch that can start: its id names the execution. */
export interface IdentifiedWatch {
  id: string;
  request: WatchRequest;
  account: Account | RehearsalAccount;
}

/** The watch that a request asks for, the same from every entrance; or a sentence that says why there is none. */
export function identifyWatch(
  request: WatchRequest,
  accounts: readonly Account[],
): { kind: 'watch'; watch: IdentifiedWatch } | { kind: 'none'; why: string } {
  const found = accountOfRequest(request, accounts);
  if (found.kind === 'none') return found;
  const { account } = found;
  return { kind: 'watch', watch: { id: watchId({ ...request, region: account.region }), request, account } };
}
