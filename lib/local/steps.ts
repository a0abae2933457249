import * as z from 'zod';
import type { Announce } from '../watch/ports.ts';
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

/** What the machines' Task states do locally: the use-cases behind the functions, with the local run's ports. */
export interface LocalSteps {
  /** `beganAt` is when the watch began (milliseconds since 1970), where an earlier process began it. */
  pollJob: (input: PollInput, beganAt?: number) => Promise<PollOutput>;
  planNotification: (input: PlanInput) => Promise<PlanOutput>;
  deliverNotification: (input: DeliverInput) => Promise<DeliverOutput>;
  reportLostWatch: (input: LostWatch, announce: Announce) => Promise<LostOutput>;
  /** The dead-letter queue; says where the letter is kept. */
  saveDeadLetter: (deadLetter: DeadLetter) => Promise<string>;
}

/** Does a Task state: gets the evaluated `Parameters`, gives its result. */
export type TaskHandler = (parameters: unknown) => Promise<unknown>;

const Invocation = z.object({ Payload: z.unknown() });

/**
 * A `lambda:invoke` Task that runs a step as Lambda does: what goes in and comes out is JSON and is held against its
 * schema. `heard` is told of what went in and came out.
 */
export function lambdaTask<Input, Output, Answer>(
  step: Reading<Input> & { output: z.ZodType<Answer, Output>; run: (input: Input) => Promise<Output> },
  heard: (answer: Answer, input: Input) => void = () => {},
): TaskHandler {
  return async (parameters) => {
    const input = readInput(step, Invocation.parse(parameters).Payload);
    const answer = step.output.parse(JSON.parse(JSON.stringify(await step.run(input))));
    heard(answer, input);
    return { Payload: answer };
  };
}
