import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import { parseJson } from '../job/json-value.ts';
import { stoppedOnPurpose } from '../watch/report-lost-watch.ts';
import { LastPoll, viewOfPoll, type WatchStatus, type WatchView } from '../watch/watch-view.ts';
import { AcceptedRequest } from '../workflow/watch-request.ts';

/** The state that ends a watch whose job did not succeed; its input still has the outcome. */
const endedOtherwise = 'WatchEndedOtherwise';

/**
 * What the newest state that carries a poll says of it; `endedItself` where the machine came to an end of its
 * own.
 */
function lastPollOf(newestFirst: readonly HistoryEvent[]): (LastPoll & { endedItself: boolean }) | undefined {
  for (const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } of newestFirst) {
    const poll = LastPoll.safeParse(parseJson(entered?.input ?? exited?.output ?? '')).data;
    if (poll !== undefined) return { ...poll, endedItself: entered?.name === endedOtherwise };
  }
  return undefined;
}

/** An execution of watch-job as a watch; the newest events of its history come first. */
export function viewOfExecution(
  execution: DescribeExecutionOutput,
  newestFirst: readonly HistoryEvent[],
): WatchView {
  const last = lastPollOf(newestFirst);
  const status = statusOf(execution, last);
  const request = AcceptedRequest.safeParse(parseJson(execution.input ?? '')).data;
  const { outcome: _notified, ...poll } = viewOfPoll(last);
  return {
    id: execution.name ?? '',
    status,
    ...(request !== undefined && { request }),
    started_at: isoOf(execution.startDate),
    ...(execution.stopDate !== undefined && { ended_at: isoOf(execution.stopDate) }),
    ...poll,
    ...(status !== 'running' && status !== 'stopped' && { outcome: status }),
    ...(execution.error !== undefined && { error: execution.error }),
    ...(execution.cause !== undefined && { cause: execution.cause }),
  };
}

/** A failed execution is the outcome that its last poll found; one that died on the way there is lost. */
function statusOf(
  { status, error }: DescribeExecutionOutput,
  last: ReturnType<typeof lastPollOf>,
): WatchStatus {
  switch (status) {
    case 'RUNNING':
    case 'PENDING_REDRIVE':
      return 'running';
    case 'SUCCEEDED':
      return 'succeeded';
    case 'ABORTED':
      return error === stoppedOnPurpose ? 'stopped' : 'lost';
    default:
      return last?.endedItself && last.decision?.kind === 'end' ? last.decision.outcome : 'lost';
  }
}

const isoOf = (date: Date | undefined): string => (date ?? new Date(0)).toISOString();
