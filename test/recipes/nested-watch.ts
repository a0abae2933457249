import { randomUUID } from 'node:crypto';
import { Configuration } from '../../lib/config/configuration.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { makeMachine } from '../../lib/local/machine.ts';
import { makeEnvironmentSecrets } from '../../lib/local/secrets.ts';
import { lambdaTask, type TaskHandler } from '../../lib/local/steps.ts';
import { wireLocal } from '../../lib/local/wiring.ts';
import { Notification } from '../../lib/notification/notification.ts';
import { type Simulator, startSimulator } from '../../lib/simulator/cloud.ts';
import { PollAnswer, PollInput } from '../../lib/workflow/contracts.ts';
import watchJobAsl from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { makeSkippingClock } from '../support/skipping-clock.ts';

/** A watch-job machine on a simulated cloud, with skipped waits. */
export interface NestedWatch {
  simulator: Simulator;
  clock: ReturnType<typeof makeSkippingClock>;
  /** Runs a Task `startExecution.sync:2`, as Step Functions does. */
  startExecutionSync: TaskHandler;
  /** The input of each execution. */
  started: { name: string; input: unknown }[];
  announced: Notification[];
  close: () => Promise<void>;
}

export async function startNestedWatch(): Promise<NestedWatch> {
  const clock = makeSkippingClock();
  const simulator = await startSimulator({ clock });
  const configuration = Configuration.parse({ accounts: [accountOf(simulator)] });
  const sandbox = wireLocal({
    configuration,
    accounts: configuration.accounts,
    resolveSecret: makeEnvironmentSecrets({ TOKEN: simulator.issueToken() }),
    saveDeadLetter: async () => 'kept',
    store: makeInMemoryStore(clock.now),
    clock,
    env: {},
  });
  const machine = makeMachine(watchJobAsl, { clock });
  const announced: Notification[] = [];
  const started: NestedWatch['started'] = [];
  const tasks: Record<string, TaskHandler> = {
    PollJob: lambdaTask({ input: PollInput, output: PollAnswer, run: sandbox.steps.pollJob }),
    Announce: async (parameters) => {
      announced.push(
        Notification.parse((parameters as { Input: { notification: unknown } }).Input.notification),
      );
      return {};
    },
  };
  const startExecutionSync: TaskHandler = async (parameters) => {
    const { Input: input, Name: name = randomUUID() } = parameters as { Input: unknown; Name?: string };
    started.push({ name, input });
    return describe(machine({ name, input, tasks }).result, { name, input });
  };
  return {
    simulator,
    clock,
    startExecutionSync,
    started,
    announced,
    close: async () => {
      await Promise.all([sandbox.close(), simulator.close()]);
    },
  };
}

const accountOf = ({ projectId, url }: Simulator) => ({
  id: 'nested',
  cloud: 'otc',
  region: 'eu-de',
  project_id: projectId,
  endpoint: url,
  credentials: { kind: 'token', token: 'env:TOKEN' },
});

/** The error that `.sync` throws for an execution that did not succeed. */
class TaskFailed extends Error {
  override readonly name = 'States.TaskFailed';
}

/**
 * Returns what `.sync:2` returns for an execution: its description, with the output as JSON. If the execution
 * fails, throws States.TaskFailed with the description as text in its cause.
 * docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
async function describe(
  result: Promise<unknown>,
  { name, input }: { name: string; input: unknown },
): Promise<object> {
  const description = {
    ExecutionArn: `arn:aws:states:eu-central-1:123456789012:execution:watch-job:${name}`,
    Name: name,
    InputDetails: { Included: true },
  };
  const ended = await settle(result);
  if (ended.kind === 'succeeded') {
    return { ...description, Input: input, Output: ended.output, Status: 'SUCCEEDED' };
  }
  const failed = { Cause: ended.cause, Error: ended.error, Input: JSON.stringify(input), Status: 'FAILED' };
  throw new TaskFailed(JSON.stringify({ ...description, ...failed }));
}

/** Returns the result of an execution: its output, or the error and cause of its Fail state. */
export async function settle(
  result: Promise<unknown>,
): Promise<{ kind: 'succeeded'; output: unknown } | { kind: 'failed'; error: string; cause: string }> {
  try {
    return { kind: 'succeeded', output: await result };
  } catch (thrown) {
    const { name, message } = (thrown as Error).cause as Error;
    return { kind: 'failed', error: name, cause: message };
  }
}
