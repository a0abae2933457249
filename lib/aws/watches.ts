import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  InvalidArn,
  InvalidToken,
  ListExecutionsCommand,
  type ListExecutionsOutput,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidationException,
} from '@aws-sdk/client-sfn';
import type { Account } from '../watch/account.ts';
import { isoTime } from '../watch/ports/clock.ts';
import { isRehearsal } from '../watch/rehearsal.ts';
import { stoppedOnPurpose } from '../watch/report-lost-watch.ts';
import type { WatchStatus, WatchView } from '../watch/watch-view.ts';
import {
  type ListOptions,
  makeStartOrFindWatch,
  type StartOrFindPorts,
  type Watches,
} from '../watch/watches.ts';
import { viewOfExecution } from './execution-view.ts';
import { canonicalJson } from './executions.ts';
import { rehearsalOf } from './rehearsal-facts.ts';

export interface AwsWatchesDeps {
  client: SFNClient;
  /** The ARN of the state machine watch-job. */
  machineArn: string;
  accounts: readonly Account[];
  now: () => number;
}

/**
 * Enough events to find the last poll. One turn of the loop writes 9 events, and each retry of a poll writes
 * 3 more.
 */
const newestEvents = 60;
/**
 * The number of watches on a page. Each takes two calls, whose rate limits are low (Step Functions service
 * quotas, "API action throttling").
 */
const pageSize = 20;

/**
 * Makes the operations on the watches of a deployed stack. A watch is an execution of watch-job, and its id
 * is the execution's name. The functions throw the errors of the Step Functions client.
 */
export function makeAwsWatches(deps: AwsWatchesDeps): Watches {
  const { client, accounts, now } = deps;
  const arnOf = (id: string) => `${deps.machineArn.replace(':stateMachine:', ':execution:')}:${id}`;
  const getWatch: Watches['getWatch'] = (id) => unlessUnknown(() => wholeViewOf(client, arnOf(id)));
  return {
    getWatch,
    startWatch: makeStartOrFindWatch({ accounts, now, getWatch, start: makeStart(deps) }),
    listWatches: (question) => listWatches(question, deps),
    stopWatch: async ({ id, reason }) => {
      const executionArn = arnOf(id);
      const status = await unlessUnknown(
        async () => (await client.send(new DescribeExecutionCommand({ executionArn }))).status,
      );
      if (status === undefined) return 'unknown';
      if (status !== 'RUNNING') return 'ended';
      await client.send(new StopExecutionCommand({ executionArn, error: stoppedOnPurpose, cause: reason }));
      return 'stopped';
    },
  };
}

/** Returns undefined if there is no such execution. */
async function unlessUnknown<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist || error instanceof InvalidArn) return undefined;
    throw error;
  }
}

async function viewOf(client: SFNClient, executionArn: string): Promise<WatchView> {
  const { execution, events } = await readExecution(client, executionArn);
  return viewOfExecution(execution, events);
}

/** Adds the progress of its notification to a rehearsal, with two more calls. */
async function wholeViewOf(client: SFNClient, executionArn: string): Promise<WatchView> {
  const { execution, events } = await readExecution(client, executionArn);
  const view = viewOfExecution(execution, events);
  const isRehearsed = view.request !== undefined && isRehearsal(view.request);
  return isRehearsed ? { ...view, rehearsal: await rehearsalOf(client, events) } : view;
}

async function readExecution(client: SFNClient, executionArn: string) {
  const [execution, { events = [] }] = await Promise.all([
    client.send(new DescribeExecutionCommand({ executionArn })),
    client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: newestEvents }),
    ),
  ]);
  return { execution, events };
}

const makeStart =
  ({ client, machineArn, now }: AwsWatchesDeps): StartOrFindPorts['start'] =>
  async ({ id, request }) => {
    const input = canonicalJson(request);
    try {
      const { startDate } = await client.send(
        new StartExecutionCommand({ stateMachineArn: machineArn, name: id, input }),
      );
      return { id, status: 'running', request, started_at: startDate?.toISOString() ?? isoTime(now()) };
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return undefined;
      throw error;
    }
  };

/** The execution status of each watch status. A lost watch may have any of three, so it has no filter. */
const executionStatus: Record<WatchStatus, ExecutionStatus | undefined> = {
  running: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  timed_out: 'FAILED',
  unreachable: 'FAILED',
  lost: undefined,
  stopped: 'ABORTED',
};

/** Executions come newest first, so the list ends at the first one that started before `since`. */
async function listWatches(
  { status, since = 0, page }: ListOptions,
  { client, machineArn }: AwsWatchesDeps,
): ReturnType<Watches['listWatches']> {
  const listed = await listExecutions(client, {
    stateMachineArn: machineArn,
    statusFilter: status && executionStatus[status],
    nextToken: page,
  });
  if (listed === undefined) return 'no_such_page';
  const executions = listed.executions ?? [];
  const wanted = executions.filter(({ startDate }) => (startDate?.getTime() ?? 0) >= since);
  const views = await Promise.all(
    wanted.map(({ executionArn = '' }) => unlessUnknown(() => viewOf(client, executionArn))),
  );
  const watches = views
    .filter((view) => view !== undefined)
    .filter((view) => status === undefined || view.status === status);
  const goesOn = listed.nextToken !== undefined && wanted.length === executions.length;
  return { watches, ...(goesOn && listed.nextToken !== undefined && { next: listed.nextToken }) };
}

async function listExecutions(
  client: SFNClient,
  question: {
    stateMachineArn: string;
    statusFilter: ExecutionStatus | undefined;
    nextToken: string | undefined;
  },
): Promise<ListExecutionsOutput | undefined> {
  try {
    return await client.send(new ListExecutionsCommand({ ...question, maxResults: pageSize }));
  } catch (error) {
    if (error instanceof InvalidToken) return undefined;
    // Step Functions answers so if the token is too long or has invalid characters.
    if (error instanceof ValidationException && question.nextToken !== undefined) return undefined;
    throw error;
  }
}
