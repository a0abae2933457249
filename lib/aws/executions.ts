import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Announce } from '../watch/ports/announce.ts';
import type { StartWatch } from '../watch/start-watches.ts';
import { planInput } from '../workflow/contracts.ts';

/** Called after each start, with the answer of Step Functions or the error of its client. */
export type OnResult<Item> = (
  item: Item,
  result: { answer: 'started' | 'already' } | { error: unknown },
) => void;

/**
 * Makes a function that starts a watch as an execution of watch-job, named by the watch's id. The function
 * throws the errors of the Step Functions client.
 */
export const makeStartWatch =
  (client: SFNClient, machineArn: string, onResult?: OnResult<Parameters<StartWatch>[0]>): StartWatch =>
  (watch) =>
    startExecution(client, { machineArn, name: watch.id, input: watch.request }, (result) =>
      onResult?.(watch, result),
    );

/**
 * Makes a function that announces a notification as an execution of send-notification, named by the
 * notification's id. The function throws the errors of the Step Functions client.
 */
export const makeAnnounce =
  (client: SFNClient, machineArn: string, onResult?: OnResult<Parameters<Announce>[0]>): Announce =>
  (notification) =>
    startExecution(
      client,
      { machineArn, name: notification.id, input: planInput({ notification }) },
      (result) => onResult?.(notification, result),
    );

type Started = 'started' | 'already';

/**
 * Starts an execution and reports the result. An execution's name can be used once in 90 days. Returns
 * `started` also if an execution with this name and this input is still running, because Step Functions
 * answers both cases alike. Throws the client's errors, except the one for a used name.
 */
async function startExecution(
  client: SFNClient,
  execution: { machineArn: string; name: string; input: unknown },
  onResult: (result: { answer: Started } | { error: unknown }) => void,
): Promise<Started> {
  const answer = await sendStart(client, execution).catch((error: unknown) => {
    if (error instanceof ExecutionAlreadyExists) return 'already' as const;
    onResult({ error });
    throw error;
  });
  onResult({ answer });
  return answer;
}

async function sendStart(
  client: SFNClient,
  { machineArn, name, input }: { machineArn: string; name: string; input: unknown },
): Promise<'started'> {
  await client.send(
    new StartExecutionCommand({ stateMachineArn: machineArn, name, input: canonicalJson(input) }),
  );
  return 'started';
}

/**
 * Returns a JSON value in its one canonical form: keys sorted, no spaces. StartExecution accepts a running
 * execution's name again only with exactly the same input, so equal requests must give equal texts
 * (docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortKeys);

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
