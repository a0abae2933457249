import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';

const State = z.looseObject({
  Type: z.string(),
  SecondsPath: z.string().optional(),
  ItemProcessor: z.looseObject({ States: z.record(z.string(), z.unknown()) }).optional(),
});
const States = z.record(z.string(), State);

/** The engine itself checks what it is given; this only tells the compiler. */
const Definition = z.custom<StateMachineDefinition>((value) => typeof value === 'object' && value !== null);

/**
 * A deployed definition as the embedded engine can run it on our clock: each Wait becomes a Task of the same name that gets
 * `{ seconds }`, because the engine's own Wait knows only the wall clock; and the machine's TimeoutSeconds, a net under the
 * loop's own deadline, is left away, because it is longer than Node's timers can hold. Nothing else is touched.
 */
export function onClock(definition: object): StateMachineDefinition {
  const { TimeoutSeconds: _net, States: states, ...machine } = z.looseObject({ States }).parse(definition);
  return Definition.parse({ ...machine, States: waitsAsTasks(states) });
}

/** The names of the states of a definition that Wait, and of those that Retry, inside its Map states too. */
export function statesOf(definition: object): { waiting: string[]; retrying: string[] } {
  const all = withInnerStates(z.looseObject({ States }).parse(definition).States);
  const names = (holds: (state: StateOf) => boolean) =>
    all.filter(([, state]) => holds(state)).map(([name]) => name);
  return { waiting: names(({ Type }) => Type === 'Wait'), retrying: names((state) => 'Retry' in state) };
}

type StateOf = z.infer<typeof State>;

function withInnerStates(states: Record<string, StateOf>): [name: string, state: StateOf][] {
  return Object.entries(states).flatMap(([name, state]) => [
    [name, state],
    ...(state.ItemProcessor ? withInnerStates(States.parse(state.ItemProcessor.States)) : []),
  ]);
}

function waitsAsTasks(states: Record<string, StateOf>): Record<string, StateOf> {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, waitAsTask(state)]));
}

/** The engine gives a Task 60 seconds where nothing is said; a timer of Node.js takes no more than 2^31 - 1 milliseconds. */
const longestTimerSeconds = 2_147_483;

function waitAsTask(state: StateOf): StateOf {
  const { SecondsPath: seconds, ItemProcessor: processor, ...rest } = state;
  if (processor !== undefined) {
    const inner = waitsAsTasks(States.parse(processor.States));
    return { ...state, ItemProcessor: { ...processor, States: inner } };
  }
  if (state.Type !== 'Wait') return state;
  return {
    ...rest,
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { 'seconds.$': seconds },
    ResultPath: null,
    TimeoutSeconds: longestTimerSeconds,
  };
}
