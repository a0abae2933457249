import type { Poll } from '../../job/poll.ts';
import type { Account } from '../../watch/account.ts';
import type { AskJob } from '../../watch/ports/ask-job.ts';
import type { Clock } from '../../watch/ports/clock.ts';
import type { WatchRequest } from '../../workflow/watch-request.ts';
import { whenInterrupted } from '../terminal.ts';
import type { WatchPlan } from './plan-watches.ts';

const tries = 3;
const secondsBetween = 3;

/**
 * Finds the accounts whose endpoint gives no answer at all, with the problem, so that a mistyped host is
 * reported now and not at the deadline. Any answer counts as reachable; the watch judges it.
 */
export async function findUnreachable(
  watches: WatchPlan['watches'],
  askJob: AskJob,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Map<Account, string>> {
  const first = new Map(watches.map((watch) => [watch.account, watch.request]));
  const unreachable = new Map<Account, string>();
  const ask = async (
    account: Account,
    request: Pick<WatchRequest, 'service' | 'job_id'>,
    attempt = 1,
  ): Promise<void> => {
    if (signal.aborted) return;
    const poll = await askJob({ account, service: request.service, jobId: request.job_id });
    if (poll.kind === 'job' || !isUnanswered(poll)) return;
    if (attempt === tries) {
      unreachable.set(account, `${poll.problem.message} ${adviceOn(account)}`);
      return;
    }
    await clock.sleep(secondsBetween, signal);
    await ask(account, request, attempt + 1);
  };
  await Promise.race([
    Promise.all([...first].map(([account, request]) => ask(account, request))),
    new Promise<void>((resolve) => whenInterrupted(signal, resolve)),
  ]);
  return unreachable;
}

/** Returns whether neither the job API nor IAM, which issues its token, answered. */
const isUnanswered = ({ problem: { kind, status } }: Extract<Poll, { kind: 'problem' }>): boolean =>
  kind === 'no_connection' || (kind === 'credentials' && status === undefined);

/** The account "local" comes from flags and variables; others come from the configuration. */
const adviceOn = ({ id }: Account): string =>
  id === 'local'
    ? 'Check --endpoint, OS_AUTH_URL, --cloud and --region.'
    : `Check endpoint, iam_endpoint, cloud and region of the account ${id} in the configuration.`;
