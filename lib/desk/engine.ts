import * as z from 'zod';
import { Notice, type Outcome } from '../notice/notice.ts';
import type { Clock } from '../watch/clock.ts';
import { LookInput, LookOutput, LostOutput, LostWatch } from '../workflow/contracts.ts';
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
  /** Waits for the deliveries, so many seconds at the most, and keeps what is left as dead letters. */
  settle: Deliveries['settle'];
  /** Ends all watches where they are, and those that would begin later; nothing is announced. */
  stop: () => void;
}

/** Follows one watch: hears its looks, and may end it where it is; nothing is announced then. */
export interface WatchFollower {
  looked?: (output: LookOutput) => void;
  signal?: AbortSignal;
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
  const isStopped = (signal: AbortSignal) => stopped || signal.aborted;
  const running = new Set<Execution>();
  const watchJob = makeMachine(watchJobAsl, {
    ...{ clock, passed },
    entered: (state) => entered('watch-job', state),
  });
  const sendNotice = makeMachine(sendNoticeAsl, {
    ...{ clock, passed },
    entered: (state) => entered('send-notice', state),
  });
  const deliveries = makeDeliveries({ machine: sendNotice, steps, clock, on });

  const watch: Engine['watch'] = async ({ id, request, looked = () => {}, signal = endless() }) => {
    if (isStopped(signal)) return undefined;
    let last: LookOutput | undefined;
    let notice: Notice | undefined;
    const tasks = watchTasks(steps, {
      sendMessage: deliveries.sendMessage,
      looked: (output) => {
        last = output;
        looked(output);
        on({ event: 'look', jobId: request.job_id, looked: output });
      },
      announce: (announced) => {
        const answer = deliveries.announce(announced);
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
    return outcome;
  };
  const stop = () => {
    stopped = true;
    for (const { abort } of running) abort();
  };
  return { watch, announce: deliveries.announce, settle: deliveries.settle, stop };
}

const endless = (): AbortSignal => new AbortController().signal;

const StartExecution = z.object({ Name: z.string(), Input: z.object({ notice: Notice }) });

/** Named as Step Functions names it: the machine's Catch reads the name. */
class ExecutionAlreadyExists extends Error {
  override readonly name = 'StepFunctions.ExecutionAlreadyExistsException';
}

function watchTasks(
  steps: DeskSteps,
  {
    looked,
    announce,
    sendMessage,
  }: { looked: (output: LookOutput) => void } & Pick<Deliveries, 'announce' | 'sendMessage'>,
): Record<'LookAtJob' | 'Announce' | 'KeepUnannounced' | 'ReportLostWatch', TaskHandler> {
  return {
    LookAtJob: lambdaTask({ input: LookInput, output: LookOutput, run: steps.lookAtJob }, looked),
    Announce: async (parameters) => {
      const { Name, Input } = StartExecution.parse(parameters);
      if (announce(Input.notice) === 'already') throw new ExecutionAlreadyExists(Name);
      return {};
    },
    KeepUnannounced: sendMessage,
    ReportLostWatch: lambdaTask({
      input: LostWatch,
      output: LostOutput,
      run: (lost) => steps.reportLostWatch(lost, async (notice) => announce(notice)),
    }),
  };
}

/** What the event of a failed execution says in the cloud. */
function failedExecution(id: string, request: WatchRequest, cause: string | undefined): LostWatch {
  return { watch: { id, arn: `desk:execution:${id}` }, request, status: 'FAILED', cause };
}
