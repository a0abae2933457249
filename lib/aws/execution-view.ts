import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import { parseJson } from '../job/json-value.ts';
import { stoppedOnPurpose } from '../watch/report-lost-watch.ts';
import { LastPoll, viewOfPoll, type WatchStatus, type WatchView } from '../watch/watch-view.ts';
import { AcceptedRequest } from '../workflow/watch-request.ts';

/** The state that ends the watch of a job that did not succeed. Its input contains the outcome. */
const endedOtherwise = 'WatchEndedOtherwise';

/**
 * Returns the last poll, from the newest state that contains one. `endedItself` is true if the machine
 * reached its own end.
 */
function lastPollOf(newestFirst: readonly HistoryEvent[]): (LastPoll & { endedItself: boolean }) | undefined {
  for (const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } of newestFirst) {
    const poll = LastPoll.safeParse(parseJson(entered?.input ?? exited?.output ?? '')).data;
    if (poll !== undefined) return { ...poll, endedItself: entered?.name === endedOtherwise };
  }
  return undefined;
}

/** Returns an execution of watch-job as a watch. The history must be in reverse order, newest event first. */
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

/**
 * Takes the outcome of a failed execution from its last poll. If the execution broke before that, it is lost.
 */
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
