import { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { Clock } from '../watch/ports/clock.ts';
import { onClock, statesOf } from './definitions.ts';
import type { TaskHandler } from './steps.ts';

/** A running execution. `abort` ends it early and does not reject `result`. */
export interface Execution {
  result: Promise<unknown>;
  abort: () => void;
}

/** Starts an execution of a definition. */
export type Machine = (execution: {
  name: string;
  input: unknown;
  tasks: Record<string, TaskHandler>;
}) => Execution;

const Json = z.json();
const Seconds = z.object({ seconds: z.number() });

/**
 * Runs a deployed state machine on the embedded engine. `tasks` has a handler for each Task state by its
 * name. Wait states use the clock. `entered` is called with the name of each state, `passed` also with its
 * input and output. Retries follow at once, because a failure in this process does not pass with time. The
 * tests validate the definition, because the engine takes most of a second to do so.
 */
export function makeMachine(
  definition: object,
  {
    clock,
    entered = () => {},
    passed = () => {},
  }: {
    clock: Clock;
    entered?: ((state: string) => void) | undefined;
    passed?: ((state: string, data: unknown) => void) | undefined;
  },
): Machine {
  const machine = new StateMachine(onClock(definition), { validationOptions: { noValidate: true } });
  const { waiting, retrying } = statesOf(definition);
  return ({ name, input, tasks }) => {
    // One signal per execution: with a thousand listeners on one signal, adding another is slow.
    const ended = new AbortController();
    const sleep: TaskHandler = async (parameters) => {
      await clock.sleep(Seconds.parse(parameters).seconds, ended.signal);
      return {};
    };
    const handlers = { ...tasks, ...Object.fromEntries(waiting.map((state) => [state, sleep])) };
    const run = machine.run(Json.parse(input), {
      noThrowOnAbort: true,
      overrides: {
        taskResourceLocalHandlers: mapValues(handlers, asJson),
        retryIntervalOverrides: Object.fromEntries(retrying.map((state) => [state, 0])),
      },
      context: { Execution: { Name: name, Id: `local:execution:${name}` } },
    });
    void reportStates(run.eventLogs, { entered, passed });
    const abort = () => {
      run.abort();
      ended.abort();
    };
    return { result: run.result, abort };
  };
}

/**
 * Reads the event log. Reading also empties it; otherwise a long watch would keep all its states in memory.
 */
async function reportStates(
  log: AsyncIterable<{ type: string; state?: { name: string; input: unknown; output?: unknown } }>,
  { entered, passed }: { entered: (state: string) => void; passed: (state: string, data: unknown) => void },
): Promise<void> {
  for await (const { type, state } of log) {
    if (state === undefined) continue;
    if (type === 'StateEntered') {
      entered(state.name);
      passed(state.name, state.input);
    }
    if (type === 'StateExited') passed(state.name, state.output);
  }
}

const asJson = (task: TaskHandler) => async (parameters: unknown) => Json.parse(await task(parameters));

function mapValues<From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
