import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Announce, StartWatch } from '../watch/ports.ts';
import { planInput } from '../workflow/contracts.ts';

/** Starts a watch as an execution of watch-job, named by the watch's id. Throws what the Step Functions client throws. */
export const makeStartWatch =
  (client: SFNClient, machineArn: string): StartWatch =>
  ({ id, request }) =>
    startExecution(client, { machineArn, name: id, input: request });

/** Announces a notification as an execution of send-notification, named by the notification's id. Throws what the Step Functions client throws. */
export const makeAnnounce =
  (client: SFNClient, machineArn: string): Announce =>
  (notification) =>
    startExecution(client, { machineArn, name: notification.id, input: planInput({ notification }) });

/**
 * Starts an execution whose name can be taken only once in 90 days. `started` also when it runs already with the very
 * same input: Step Functions answers both alike. Throws the client's error for anything but a taken name.
 */
async function startExecution(
  client: SFNClient,
  execution: { machineArn: string; name: string; input: unknown },
): Promise<'started' | 'already'> {
  try {
    await client.send(
      new StartExecutionCommand({
        stateMachineArn: execution.machineArn,
        name: execution.name,
        input: canonicalJson(execution.input),
      }),
    );
    return 'started';
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return 'already';
    throw error;
  }
}

/**
 * The one text of a JSON value: keys sorted, no spaces. StartExecution takes a name twice only with the very same input
 * (docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html), so equal requests must be equal texts.
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sorted);

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
