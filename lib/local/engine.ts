import * as z from 'zod';
import type { Notification, Outcome } from '../notification/notification.ts';
import type { Clock } from '../watch/ports/clock.ts';
import {
  isLaterPoll,
  LostOutput,
  LostWatch,
  PlanInput,
  PollAnswer,
  PollInput,
  type PollOutput,
  planInput,
} from '../workflow/contracts.ts';
import sendNotificationAsl from '../workflow/send-notification.asl.json' with { type: 'json' };
import watchJobAsl from '../workflow/watch-job.asl.json' with { type: 'json' };
import type { WatchRequest } from '../workflow/watch-request.ts';
import { type Deliveries, makeDeliveries } from './deliveries.ts';
import type { Listen } from './events.ts';
import { type Execution, makeMachine } from './machine.ts';
import { type LocalSteps, lambdaTask, type TaskHandler } from './steps.ts';

/** Both machines in this process. */
export interface Engine {
  /** Watches one job to its end. Returns undefined if the engine or this watch was stopped before that. */
  watch: (watch: { id: string; request: WatchRequest } & WatchFollower) => Promise<Outcome | undefined>;
  /** Starts the delivery of a notification that comes from no watch of this engine. */
  announce: Deliveries['announce'];
  settle: Deliveries['settle'];
  leave: Deliveries['leave'];
  /** Stops all watches, also later ones, without a notification. */
  stop: () => void;
}

/** Follows one watch. An abort of `signal` stops the watch without a notification. */
export interface WatchFollower {
  polled?: (output: PollOutput) => void;
  /** Called once the delivery of the outcome has ended. */
  notified?: (outcome: Outcome) => Promise<void>;
  signal?: AbortSignal;
  /** When it began (milliseconds since 1970), where that was before: its deadline counts from there. */
  beganAt?: number;
}

export interface EngineDeps {
  steps: LocalSteps;
  clock: Clock;
  on: Listen;
  /** Called for each state that is entered. */
  entered?: (machine: 'watch-job' | 'send-notification', state: string) => void;
  /** Called with the input and the output of each state. */
  passed?: (state: string, data: unknown) => void;
}

/** Runs the deployed definitions of both machines in this process. The local steps replace the functions. */
export function makeEngine({ steps, clock, on, passed, entered = () => {} }: EngineDeps): Engine {
  let stopped = false;
  const isStopped = ({ aborted }: AbortSignal) => stopped || aborted;
  const running = new Set<Execution>();
  const machine = (name: Parameters<typeof entered>[0], definition: object) =>
    makeMachine(definition, { clock, passed, entered: (state) => entered(name, state) });
  const watchJob = machine('watch-job', watchJobAsl);
  const deliveries = makeDeliveries({
    machine: machine('send-notification', sendNotificationAsl),
    steps,
    clock,
    on,
  });

  const watch: Engine['watch'] = async ({ id, request, signal = neverAborted(), ...follower }) => {
    if (isStopped(signal)) return undefined;
    let last: PollOutput | undefined;
    let notification: Notification | undefined;
    let endId: string | undefined;
    const tasks = watchTasks(stepsSince(follower.beganAt, steps), {
      sendMessage: deliveries.sendMessage,
      polled: (output) => {
        last = output;
        follower.polled?.(output);
        on({ event: 'poll', jobId: request.job_id, polled: output });
      },
      start: (execution) => {
        const answer = deliveries.start(execution);
        const { notification: announced } = PlanInput.parse(execution.input);
        if (announced.outcome !== undefined) endId = announced.id;
        if (answer === 'started' && announced.outcome !== undefined) notification = announced;
        return answer;
      },
    });
    const execution = watchJob({ name: id, input: request, tasks });
    running.add(execution);
    signal.addEventListener('abort', execution.abort, { once: true });
    const failure = await execution.result.then(() => undefined, String);
    running.delete(execution);
    if (isStopped(signal)) return undefined;
    const outcome = last?.decision.kind === 'end' ? last.decision.outcome : 'lost';
    if (outcome === 'lost') await tasks.ReportLostWatch({ Payload: failedExecution(id, request, failure) });
    on({ event: 'end', jobId: request.job_id, outcome, notification });
    deliveries.afterDelivery(endId, async () => follower.notified?.(outcome));
    return outcome;
  };
  const stop = () => {
    stopped = true;
    for (const { abort } of running) abort();
  };
  const { announce, settle, leave } = deliveries;
  return { watch, announce, settle, leave, stop };
}

const stepsSince = (beganAt: number | undefined, steps: LocalSteps): LocalSteps => ({
  ...steps,
  pollJob: (input) => steps.pollJob(input, beganAt),
});

const neverAborted = (): AbortSignal => new AbortController().signal;

const StartExecution = z.object({ Name: z.string(), Input: z.unknown() });

/** Has the name of Step Functions, because the machine's Catch reads it. */
class ExecutionAlreadyExists extends Error {
  override readonly name = 'StepFunctions.ExecutionAlreadyExistsException';
}

function watchTasks(
  steps: LocalSteps,
  {
    polled,
    start,
    sendMessage,
  }: { polled: (output: PollOutput) => void } & Pick<Deliveries, 'start' | 'sendMessage'>,
): Record<'PollJob' | 'Announce' | 'KeepUnannounced' | 'ReportLostWatch', TaskHandler> {
  return {
    PollJob: lambdaTask(
      { input: PollInput, isState: isLaterPoll, output: PollAnswer, run: steps.pollJob },
      polled,
    ),
    Announce: async (parameters) => {
      const { Name, Input } = StartExecution.parse(parameters);
      if (start({ name: Name, input: Input }) === 'already') throw new ExecutionAlreadyExists(Name);
      return {};
    },
    KeepUnannounced: sendMessage,
    ReportLostWatch: lambdaTask({
      input: LostWatch,
      output: LostOutput,
      run: (lost) =>
        steps.reportLostWatch(lost, async (notification) =>
          start({ name: notification.id, input: planInput({ notification }) }),
        ),
    }),
  };
}

/** Returns what the status-change event of a failed execution contains in the cloud. */
function failedExecution(id: string, request: WatchRequest, cause: string | undefined): LostWatch {
  return { watch: { id, arn: `local:execution:${id}` }, request, status: 'FAILED', cause };
}
