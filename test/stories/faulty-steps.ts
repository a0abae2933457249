import { setTimeout } from 'node:timers/promises';
import type { LocalSteps } from '../../lib/local/steps.ts';
import type { OrderlyClock } from './orderly-clock.ts';
import type { BrokenStep, PlannedStepFault } from './story.ts';

/** The machine begins to retry on a timer of Node's: until then its work is not at rest. */
const retryBeginsMs = 2;

/** Hears what goes into and comes out of every call of a step, and what it throws. */
export type HearStep = (step: BrokenStep, what: { kind: 'in' | 'out' | 'thrown'; value: unknown }) => void;

/** Makes of a step one that fails as planned; while it works, time stands still. */
export type Spoil = <Input extends unknown[], Output>(
  step: BrokenStep,
  run: (...input: Input) => Promise<Output>,
) => (...input: Input) => Promise<Output>;

export function makeSpoil({
  clock,
  planned,
  heard,
  fails = () => {},
}: {
  clock: OrderlyClock;
  planned: readonly PlannedStepFault[];
  heard: HearStep;
  /** Hears of every failure as planned. */
  fails?: (step: BrokenStep, fault: PlannedStepFault['fault']) => unknown;
}): Spoil {
  return (step, run) => {
    const faults = planned.filter((fault) => fault.step === step);
    let calls = 0;
    return async (...input) => {
      const call = calls++;
      const fault = faults.find(({ fromCall, times }) => call >= fromCall && call < fromCall + times)?.fault;
      if (fault !== undefined) fails(step, fault);
      heard(step, { kind: 'in', value: input[0] });
      // What hangs takes the time of its limit, in which everything else goes on.
      if (fault === 'times-out') await clock.sleep(60);
      return clock.during(async () => {
        try {
          const output = await failing(fault, () => run(...input));
          heard(step, { kind: 'out', value: output });
          return output;
        } catch (error) {
          heard(step, { kind: 'thrown', value: String(error) });
          await setTimeout(retryBeginsMs);
          throw error;
        }
      });
    };
  };
}

/** The local run's steps. Some fail as planned. */
export const makeFaultySteps = (real: LocalSteps, spoil: Spoil): LocalSteps => ({
  pollJob: spoil('pollJob', real.pollJob),
  planNotification: spoil('planNotification', real.planNotification),
  deliverNotification: spoil('deliverNotification', real.deliverNotification),
  reportLostWatch: spoil('reportLostWatch', real.reportLostWatch),
  saveDeadLetter: spoil('saveDeadLetter', real.saveDeadLetter),
});

/** Errors as Step Functions names them. */
const thrown = (name: string): Error => Object.assign(new Error('thrown by the story'), { name });

async function failing<Output>(
  fault: PlannedStepFault['fault'] | undefined,
  run: () => Promise<Output>,
): Promise<Output> {
  switch (fault) {
    case undefined:
      return run();
    case 'throws':
      throw thrown('TypeError');
    case 'times-out':
      throw thrown('States.Timeout');
    case 'throttled':
      throw thrown('Lambda.TooManyRequestsException');
    case 'garbage':
      await run();
      // The types would not let it through: what is missing is what was promised.
      return JSON.parse('{"garbage":"not what was promised"}');
    case 'dies-after':
      await run();
      throw thrown('Runtime.ExitError');
  }
}
