import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ExecutionDoesNotExist,
  type ExecutionListItem,
  type ExecutionStatus,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { parseJson } from '../job/json-value.ts';
import type { DescribeLostWatch, IsAnnounced, ListEndedBadly } from '../watch/sweep/sweep-lost-watches.ts';

const endedBadly = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const satisfies ExecutionStatus[];

/** The longest run of an execution of watch-job: its TimeoutSeconds, in milliseconds. */
export const longestExecutionMs = 2_678_400_000;

/**
 * Makes a function that lists the executions of watch-job that ended badly in a period. ListExecutions cannot
 * filter by time. It lists the newest start first, so each list is read until an execution started too early
 * to have ended in the period. The function throws the errors of the Step Functions client.
 */
export const makeListEndedBadly =
  (client: SFNClient, machineArn: string): ListEndedBadly =>
  async ({ from, to }) => {
    const lists = endedBadly.map((status) =>
      executionsSince(client, { machineArn, status, began: from - longestExecutionMs }),
    );
    const ended = (await Promise.all(lists)).flat().map(({ executionArn = '', stopDate }) => ({
      arn: executionArn,
      endedAt: stopDate?.getTime() ?? Number.NaN,
    }));
    return ended.filter(({ endedAt }) => from <= endedAt && endedAt <= to);
  };

/** Returns the executions of a status that started at `began` (milliseconds since 1970) or later. */
async function executionsSince(
  client: SFNClient,
  { machineArn, status, began }: { machineArn: string; status: ExecutionStatus; began: number },
): Promise<ExecutionListItem[]> {
  const question = { stateMachineArn: machineArn, statusFilter: status, maxResults: 1_000 };
  const found: ExecutionListItem[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client }, question)) {
    const since = executions.filter(({ startDate }) => (startDate?.getTime() ?? began) >= began);
    found.push(...since);
    if (since.length < executions.length) break;
  }
  return found;
}

/**
 * Makes a function that describes a lost watch as its status-change event would. The function throws the
 * errors of the Step Functions client.
 */
export const makeDescribeLostWatch =
  (client: SFNClient): DescribeLostWatch =>
  async (arn) => {
    const execution = await describe(client, arn);
    if (execution === undefined || !endedBadly.some((status) => status === execution.status))
      return undefined;
    const { name = '', status = '', input = '', startDate, stopDate, error, cause } = execution;
    return {
      watch: { id: name, arn },
      request: parseJson(input),
      status,
      ...(startDate !== undefined && { started_at: startDate.toISOString() }),
      ...(stopDate !== undefined && { ended_at: stopDate.toISOString() }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    };
  };

/**
 * Makes a function that returns whether a notification was announced: whether send-notification has an
 * execution with the notification's id as its name. A name can be used once in 90 days. The function throws
 * the errors of the Step Functions client.
 */
export const makeIsAnnounced =
  (client: SFNClient, machineArn: string): IsAnnounced =>
  async (notificationId) => {
    const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${notificationId}`;
    return (await describe(client, arn)) !== undefined;
  };

async function describe(
  client: SFNClient,
  executionArn: string,
): Promise<DescribeExecutionOutput | undefined> {
  try {
    return await client.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}
