import { describe, expect, it, vi } from 'vitest';
import { type Machine, makeMachine } from '../../lib/local/machine.ts';
import { makeClock } from '../../lib/watch/ports/clock.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
const definition = {
  StartAt: 'Work',
  TimeoutSeconds: 2_678_400,
  States: {
    Work: {
      ...invoke,
      Parameters: { 'name.$': '$$.Execution.Name', 'id.$': '$$.Execution.Id', 'given.$': '$' },
      ResultPath: '$.worked',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3_600, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['Broken'], ResultPath: '$.caught', Next: 'Failed' }],
      Next: 'Rest',
    },
    Rest: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Done' },
    Done: { Type: 'Succeed' },
    Failed: { Type: 'Fail', ErrorPath: '$.caught.Error', CausePath: '$.caught.Cause' },
  },
};

const named = (name: string) => Object.assign(new Error(`It was ${name}.`), { name });

const execute = (machine: Machine, work: (parameters: unknown) => Promise<unknown>) =>
  machine({ name: 'first', input: { seconds: 86_400 }, tasks: { Work: work } });

describe('a machine', () => {
  it('gives a Task its parameters with the name of the execution, and its result to the next state', async () => {
    const heard: unknown[] = [];
    const { result } = execute(
      makeMachine(definition, { clock: makeSkippingClock() }),
      async (parameters) => {
        heard.push(parameters);
        return { done: true };
      },
    );
    expect(await result).toEqual({ seconds: 86_400, worked: { done: true } });
    expect(heard).toEqual([{ name: 'first', id: 'local:execution:first', given: { seconds: 86_400 } }]);
  });

  it('waits on the clock it is given', async () => {
    const clock = makeSkippingClock();
    const began = clock.now();
    await execute(makeMachine(definition, { clock }), async () => ({})).result;
    expect((clock.now() - began) / 1_000).toBe(86_400);
  });

  it('waits for a day of the real clock too, though the engine gives other Tasks a minute', async () => {
    vi.useFakeTimers();
    try {
      const { result } = execute(makeMachine(definition, { clock: makeClock() }), async () => ({}));
      const ended = result.then(() => 'done', String);
      await vi.advanceTimersByTimeAsync(86_400_000);
      expect(await ended).toBe('done');
    } finally {
      vi.useRealTimers();
    }
  });

  it('reports every state that it enters', async () => {
    const entered: string[] = [];
    const clock = makeSkippingClock();
    await execute(
      makeMachine(definition, { clock, entered: (state) => entered.push(state) }),
      async () => ({}),
    ).result;
    expect(entered).toEqual(['Work', 'Rest', 'Done']);
  });

  it('retries at once, as often as the definition says', async () => {
    let tries = 0;
    const { result } = execute(makeMachine(definition, { clock: makeClock() }), async () => {
      tries += 1;
      throw named('Busy');
    });
    await expect(result).rejects.toThrow('It was Busy.');
    expect(tries).toBe(3);
  });

  it('catches an error by its name, and fails with its message', async () => {
    const entered: string[] = [];
    const machine = makeMachine(definition, {
      clock: makeSkippingClock(),
      entered: (state) => entered.push(state),
    });
    const { result } = execute(machine, async () => {
      throw named('Broken');
    });
    await expect(result).rejects.toThrow(/: It was Broken\.$/);
    expect(entered).toEqual(['Work', 'Failed']);
  });

  it('ends early without a failure, in the middle of a wait', async () => {
    const execution = execute(
      makeMachine(definition, {
        clock: makeClock(),
        entered: (state) => {
          if (state === 'Rest') execution.abort();
        },
      }),
      async () => ({}),
    );
    await expect(execution.result).resolves.not.toThrow();
  });

  it('runs any number of executions at a time, each on its own', async () => {
    const machine = makeMachine(definition, { clock: makeSkippingClock() });
    const executions = Array.from({ length: 20 }, (_, index) =>
      machine({
        name: `execution-${index}`,
        input: { seconds: index },
        tasks: { Work: async () => ({ index }) },
      }),
    );
    const results = await Promise.all(executions.map(({ result }) => result));
    expect(results).toEqual(results.map((_, index) => ({ seconds: index, worked: { index } })));
  });
});
