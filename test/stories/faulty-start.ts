import * as z from 'zod';
import { makeDeliveries } from '../../lib/desk/deliveries.ts';
import type { Engine, EngineDeps } from '../../lib/desk/engine.ts';
import { makeMachine } from '../../lib/desk/machine.ts';
import { lambdaTask, type TaskHandler } from '../../lib/desk/steps.ts';
import {
  LookAnswer,
  LookInput,
  type LookOutput,
  LostOutput,
  LostWatch,
} from '../../lib/workflow/contracts.ts';
import sendNotice from '../../lib/workflow/send-notice.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import type { Spoil } from './faulty-steps.ts';

const StartExecution = z.object({ Name: z.string(), Input: z.unknown() });

const alreadyExists = (name: string): Error =>
  Object.assign(new Error(name), { name: 'StepFunctions.ExecutionAlreadyExistsException' });

/**
 * The desk's engine, but with Step Functions between the two machines that may refuse to start the second one, or start it and
 * not say so. The desk's own start cannot fail, so its engine has no place for that.
 */
export function makeEngineWithFaultyStart(
  { steps, clock, on, passed }: EngineDeps,
  spoil: Spoil,
): Pick<Engine, 'watch' | 'settle'> {
  const machine = makeMachine(watchJob, { clock, passed });
  const deliveries = makeDeliveries({
    machine: makeMachine(sendNotice, { clock, passed }),
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
    run: (lost) => steps.reportLostWatch(lost, async (notice) => deliveries.announce(notice)),
  });
  const Announce = spoil('announce', announce);
  const watch: Engine['watch'] = async ({ id, request }) => {
    let last: LookOutput | undefined;
    const LookAtJob = lambdaTask({ input: LookInput, output: LookAnswer, run: steps.lookAtJob }, (looked) => {
      last = looked;
      on({ event: 'look', jobId: request.job_id, looked });
    });
    const tasks = { LookAtJob, Announce, KeepUnannounced: deliveries.sendMessage, ReportLostWatch };
    await machine({ name: id, input: request, tasks }).result.catch(() => {});
    const outcome = last?.decision.kind === 'end' ? last.decision.outcome : 'lost';
    on({ event: 'end', jobId: request.job_id, outcome });
    return outcome;
  };
  return { watch, settle: deliveries.settle };
}
