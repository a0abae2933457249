import * as z from 'zod';
import type { Announce } from '../watch/ports/announce.ts';
import { type Reading, readInput } from '../watch/read-input.ts';
import type {
  DeadLetter,
  DeliverInput,
  DeliverOutput,
  LostOutput,
  LostWatch,
  PlanInput,
  PlanOutput,
  PollInput,
  PollOutput,
} from '../workflow/contracts.ts';

/** The Task states of both machines locally: the use cases of the functions with local ports. */
export interface LocalSteps {
  /** `beganAt` is the start of a watch that an earlier process started (milliseconds since 1970). */
  pollJob: (input: PollInput, beganAt?: number) => Promise<PollOutput>;
  planNotification: (input: PlanInput) => Promise<PlanOutput>;
  deliverNotification: (input: DeliverInput) => Promise<DeliverOutput>;
  reportLostWatch: (input: LostWatch, announce: Announce) => Promise<LostOutput>;
  /** Stands for the dead-letter queue. Returns a sentence about the place of the dead letter. */
  saveDeadLetter: (deadLetter: DeadLetter) => Promise<string>;
}

/** Runs a Task state: takes the evaluated `Parameters` and returns the result. */
export type TaskHandler = (parameters: unknown) => Promise<unknown>;

const Invocation = z.object({ Payload: z.unknown() });

/**
 * Returns a `lambda:invoke` Task that runs a step as Lambda does: input and output are JSON and are parsed
 * with their schemas. `done` is called with both.
 */
export function lambdaTask<Input, Output, Answer>(
  step: Reading<Input> & { output: z.ZodType<Answer, Output>; run: (input: Input) => Promise<Output> },
  done: (answer: Answer, input: Input) => void = () => {},
): TaskHandler {
  return async (parameters) => {
    const input = readInput(step, Invocation.parse(parameters).Payload);
    const answer = step.output.parse(JSON.parse(JSON.stringify(await step.run(input))));
    done(answer, input);
    return { Payload: answer };
  };
}
