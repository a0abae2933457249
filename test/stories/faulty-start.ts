import * as z from 'zod';
import { makeDeliveries } from '../../lib/local/deliveries.ts';
import type { Engine, EngineDeps } from '../../lib/local/engine.ts';
import { makeMachine } from '../../lib/local/machine.ts';
import { lambdaTask, type TaskHandler } from '../../lib/local/steps.ts';
import {
  LostOutput,
  LostWatch,
  PollAnswer,
  PollInput,
  type PollOutput,
} from '../../lib/workflow/contracts.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import type { Spoil } from './faulty-steps.ts';

const StartExecution = z.object({ Name: z.string(), Input: z.unknown() });

const alreadyExists = (name: string): Error =>
  Object.assign(new Error(name), { name: 'StepFunctions.ExecutionAlreadyExistsException' });

/**
 * The local run's engine, but with Step Functions between the two machines that may refuse to start the
 * second one, or start it and not say so. The local run's own start cannot fail, so its engine has no place
 * for that.
 */
export function makeEngineWithFaultyStart(
  { steps, clock, on, passed }: EngineDeps,
  spoil: Spoil,
): Pick<Engine, 'watch' | 'settle'> {
  const machine = makeMachine(watchJob, { clock, passed });
  const deliveries = makeDeliveries({
    machine: makeMachine(sendNotification, { clock, passed }),
    steps,
    clock,
    on,
  });
  const announce: TaskHandler = async (parameters) => {
    const { Name, Input } = StartExecution.parse(parameters);
    if (deliveries.start({ name: Name, input: Input }) === 'already') throw alreadyExists(Name);
    return {};
  };
  const ReportLostWatch = lambdaTask({
    input: LostWatch,
    output: LostOutput,
    run: (lost) => steps.reportLostWatch(lost, async (notification) => deliveries.announce(notification)),
  });
  const Announce = spoil('announce', announce);
  const watch: Engine['watch'] = async ({ id, request }) => {
    let last: PollOutput | undefined;
    const PollJob = lambdaTask({ input: PollInput, output: PollAnswer, run: steps.pollJob }, (polled) => {
      last = polled;
      on({ event: 'poll', jobId: request.job_id, polled });
    });
    const tasks = { PollJob, Announce, KeepUnannounced: deliveries.sendMessage, ReportLostWatch };
    await machine({ name: id, input: request, tasks }).result.catch(() => {});
    const outcome = last?.decision.kind === 'end' ? last.decision.outcome : 'lost';
    on({ event: 'end', jobId: request.job_id, outcome });
    return outcome;
  };
  return { watch, settle: deliveries.settle };
}
