import * as z from 'zod';

/**
 * What Step Functions writes for a state of each type (API reference, HistoryEvent): entered, exited, and
 * what a task does.
 */
const eventsOfState: Record<string, number> = { Task: 5, Choice: 2, Wait: 2, Pass: 2, Succeed: 2, Fail: 1 };
/** TaskFailed or TaskTimedOut, TaskScheduled, TaskStarted. */
const eventsOfRetry = 3;
/** ExecutionStarted, and ExecutionSucceeded or ExecutionFailed. */
const eventsOfExecution = 2;

/** The most events that the history of one execution holds (Step Functions, "Service quotas"). */
export const mostHistoryEvents = 25_000;

const Machine = z.looseObject({ States: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/**
 * Returns how many events the history of an execution has that entered these states and retried that many
 * tasks.
 */
export function historyEvents(definition: object, entered: readonly string[], retries: number): number {
  const { States } = Machine.parse(definition);
  const ofStates = entered.map((state) => eventsOfState[States[state]?.Type ?? ''] ?? Number.NaN);
  return ofStates.reduce((sum, events) => sum + events, eventsOfExecution + retries * eventsOfRetry);
}
