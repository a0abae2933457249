import * as z from 'zod';
import type { Notice, Outcome } from '../notice/notice.ts';
import type { Clock } from '../watch/clock.ts';
import {
  isLaterLook,
  LookAnswer,
  LookInput,
  type LookOutput,
  LostOutput,
  LostWatch,
  PlanInput,
  planInput,
} from '../workflow/contracts.ts';
import sendNoticeAsl from '../workflow/send-notice.asl.json' with { type: 'json' };
import watchJobAsl from '../workflow/watch-job.asl.json' with { type: 'json' };
import type { WatchRequest } from '../workflow/watch-request.ts';
import { type Deliveries, makeDeliveries } from './deliveries.ts';
import type { Listen } from './events.ts';
import { type Execution, makeMachine } from './machine.ts';
import { type DeskSteps, lambdaTask, type TaskHandler } from './steps.ts';

/** Both machines in this process. */
export interface Engine {
  /** Watches one job to its end; `undefined` when the engine or this watch was stopped before. */
  watch: (watch: { id: string; request: WatchRequest } & WatchFollower) => Promise<Outcome | undefined>;
  /** Starts the delivery of a notice that no watch of this engine found. */
  announce: Deliveries['announce'];
  /** Waits for the deliveries, so many seconds at the most, keeps what is left as dead letters, and waits for each `told`. */
  settle: (patienceSeconds: number, hurry?: AbortSignal) => Promise<void>;
  /** The same at once, but leaves each end that was not `told` to whoever goes on with its watch. */
  leave: () => Promise<void>;
  /** Ends all watches where they are, and those that would begin later; nothing is announced. */
  stop: () => void;
}

/** Follows one watch: hears its looks, and may end it where it is; nothing is announced then. */
export interface WatchFollower {
  looked?: (output: LookOutput) => void;
  /** Hears that the delivery of its end is over. */
  told?: (outcome: Outcome) => Promise<void>;
  signal?: AbortSignal;
  /** When it began (milliseconds since 1970), where that was before: its deadline counts from there. */
  beganAt?: number;
}

export interface EngineDeps {
  steps: DeskSteps;
  clock: Clock;
  on: Listen;
  /** Hears each state that is entered: a readable history. */
  entered?: (machine: 'watch-job' | 'send-notice', state: string) => void;
  /** Hears what goes into each state of both machines and what comes out. */
  passed?: (state: string, data: unknown) => void;
}

/** Runs the deployed definitions of both machines in this process, with the desk's steps in place of the functions. */
export function makeEngine({ steps, clock, on, passed, entered = () => {} }: EngineDeps): Engine {
  let stopped = false;
  const isStopped = ({ aborted }: AbortSignal) => stopped || aborted;
  const running = new Set<Execution>();
  const machine = (name: Parameters<typeof entered>[0], definition: object) =>
    makeMachine(definition, { clock, passed, entered: (state) => entered(name, state) });
  const watchJob = machine('watch-job', watchJobAsl);
  const deliveries = makeDeliveries({ machine: machine('send-notice', sendNoticeAsl), steps, clock, on });
  const { tell, settle, leave } = makeToldListeners(deliveries);

  const watch: Engine['watch'] = async ({ id, request, signal = endless(), ...follower }) => {
    if (isStopped(signal)) return undefined;
    let last: LookOutput | undefined;
    let notice: Notice | undefined;
    let endId: string | undefined;
    const tasks = watchTasks(stepsSince(follower.beganAt, steps), {
      sendMessage: deliveries.sendMessage,
      looked: (output) => {
        last = output;
        follower.looked?.(output);
        on({ event: 'look', jobId: request.job_id, looked: output });
      },
      start: (execution) => {
        const answer = deliveries.start(execution);
        const { notice: announced } = PlanInput.parse(execution.input);
        if (announced.outcome !== undefined) endId = announced.id;
        if (answer === 'started' && announced.outcome !== undefined) notice = announced;
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
    on({ event: 'end', jobId: request.job_id, outcome, notice });
    tell(endId, async () => follower.told?.(outcome));
    return outcome;
  };
  const stop = () => {
    stopped = true;
    for (const { abort } of running) abort();
  };
  return { watch, announce: deliveries.announce, settle, leave, stop };
}

/** Tells those who want to know that the delivery of a notice is over, and waits for them in the end, or leaves them. */
function makeToldListeners({ over, settle }: Pick<Deliveries, 'over' | 'settle'>) {
  const waiting = new Map<Promise<void>, string | undefined>();
  const tellAfter = async (noticeId: string | undefined, told: () => Promise<void>): Promise<void> => {
    if (noticeId !== undefined) await over(noticeId);
    await told();
  };
  return {
    tell: (noticeId: string | undefined, told: () => Promise<void>): void => {
      const telling = tellAfter(noticeId, told).catch(() => {});
      waiting.set(telling, noticeId);
      void telling.finally(() => waiting.delete(telling));
    },
    settle: async (...patience: Parameters<Engine['settle']>): Promise<void> => {
      await settle(...patience);
      await Promise.all(waiting.keys());
    },
    leave: (): Promise<void> =>
      settle(0, undefined, new Set([...waiting.values()].filter((noticeId) => noticeId !== undefined))),
  };
}

const stepsSince = (beganAt: number | undefined, steps: DeskSteps): DeskSteps => ({
  ...steps,
  lookAtJob: (input) => steps.lookAtJob(input, beganAt),
});

const endless = (): AbortSignal => new AbortController().signal;

const StartExecution = z.object({ Name: z.string(), Input: z.unknown() });

/** Named as Step Functions names it: the machine's Catch reads the name. */
class ExecutionAlreadyExists extends Error {
  override readonly name = 'StepFunctions.ExecutionAlreadyExistsException';
}

function watchTasks(
  steps: DeskSteps,
  {
    looked,
    start,
    sendMessage,
  }: { looked: (output: LookOutput) => void } & Pick<Deliveries, 'start' | 'sendMessage'>,
): Record<'LookAtJob' | 'Announce' | 'KeepUnannounced' | 'ReportLostWatch', TaskHandler> {
  return {
    LookAtJob: lambdaTask(
      { input: LookInput, isState: isLaterLook, output: LookAnswer, run: steps.lookAtJob },
      looked,
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
        steps.reportLostWatch(lost, async (notice) =>
          start({ name: notice.id, input: planInput({ notice }) }),
        ),
    }),
  };
}

/** What the event of a failed execution says in the cloud. */
function failedExecution(id: string, request: WatchRequest, cause: string | undefined): LostWatch {
  return { watch: { id, arn: `desk:execution:${id}` }, request, status: 'FAILED', cause };
}
