import { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { Clock } from '../watch/clock.ts';
import { onClock, statesOf } from './definitions.ts';
import type { TaskHandler } from './steps.ts';

/** One execution that runs: its result, and a way to end it early. `result` is never rejected by an early end. */
export interface Execution {
  result: Promise<unknown>;
  abort: () => void;
}

/** A definition that can be executed any number of times. */
export type Machine = (execution: {
  name: string;
  input: unknown;
  tasks: Record<string, TaskHandler>;
}) => Execution;

const Json = z.json();
const Seconds = z.object({ seconds: z.number() });

/**
 * A deployed state machine on the embedded engine. Task states are done by `tasks`, named by state; Wait states wait on the
 * clock. `entered` hears the name of every state that is entered, `passed` also what went into each and came out. Retries follow at once: what fails in this process does
 * not get better by waiting. The engine does not validate the definition, which takes it most of a second: the tests do.
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
    // One of its own for each execution: a thousand that listen at one signal make each new listener slow.
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

/** Reading the log also empties it: a long watch would keep every state it went through otherwise. */
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
