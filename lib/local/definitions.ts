import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';

const State = z.looseObject({
  Type: z.string(),
  SecondsPath: z.string().optional(),
  ItemProcessor: z.looseObject({ States: z.record(z.string(), z.unknown()) }).optional(),
});
const States = z.record(z.string(), State);

/** A type for the compiler only; the engine checks the definition itself. */
const Definition = z.custom<StateMachineDefinition>((value) => typeof value === 'object' && value !== null);

/**
 * Returns a deployed definition that the embedded engine can run on our clock. Each Wait becomes a Task of
 * the same name with the input `{ seconds }`, because the engine's Wait uses the wall clock. TimeoutSeconds
 * of the machine, which only backs up the deadline in the loop, is removed, because it exceeds Node's longest
 * timer. Nothing else changes.
 */
export function onClock(definition: object): StateMachineDefinition {
  const { TimeoutSeconds: _net, States: states, ...machine } = z.looseObject({ States }).parse(definition);
  return Definition.parse({ ...machine, States: waitsAsTasks(states) });
}

/** Returns the names of the Wait states and of the states with Retry, also inside Map states. */
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

/** The engine's default timeout of a Task is 60 s. A timer of Node.js takes at most 2^31 - 1 milliseconds. */
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
