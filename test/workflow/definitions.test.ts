import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import * as errors from '../../lib/watch/errors.ts';

const State = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).optional(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()) })).optional(),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).optional(),
  ItemProcessor: z.looseObject({ States: z.record(z.string(), z.unknown()) }).optional(),
});
type State = z.infer<typeof State>;
const Machine = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), State) });

const textOf = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../lib/workflow/${name}.asl.json`), 'utf8');
const machines = ['watch-job', 'send-notice'] as const;
const read = (name: string) => Machine.parse(JSON.parse(textOf(name)));

function allStates(states: Record<string, State>): [string, State][] {
  return Object.entries(states).flatMap(([name, state]) => [
    [name, state],
    ...(state.ItemProcessor ? allStates(z.record(z.string(), State).parse(state.ItemProcessor.States)) : []),
  ]);
}

const nextOf = (state: State): string[] =>
  [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map(({ Next }) => Next),
    ...(state.Catch ?? []).map(({ Next }) => Next),
  ].filter((name) => name !== undefined);

describe.each(machines)('%s', (name) => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = aslValidator(JSON.parse(textOf(name)), {
      checkArn: true,
      checkPaths: true,
    });
    expect(isValid, errorsText('\n')).toBe(true);
  });

  it('keeps to the subset that runs unchanged on every engine', () => {
    const text = textOf(name);
    for (const foreign of ['QueryLanguage', 'Assign', '$$.State.', 'States.Format', 'DISTRIBUTED', '{%']) {
      expect(text).not.toContain(foreign);
    }
    expect(text).not.toMatch(/"(Error|Cause)Path": "States\./);
  });

  it('names in Retry and Catch only errors of Step Functions, of Lambda and of our own', () => {
    const names = allStates(read(name).States).flatMap(([, state]) =>
      [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    const own = names.filter((error) => !/^(States|Lambda|StepFunctions)\./.test(error));
    expect(own.filter((error) => !(error in errors))).toEqual([]);
  });

  it('retries what the Lambda service does wrong wherever a function is invoked', () => {
    const invoking = allStates(read(name).States).filter(
      ([, state]) => state['Resource'] === 'arn:aws:states:::lambda:invoke',
    );
    expect(invoking.length).toBeGreaterThan(0);
    for (const [, state] of invoking) {
      const retried = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
      const lambdaErrors = [
        'ServiceException',
        'AWSLambdaException',
        'SdkClientException',
        'TooManyRequestsException',
      ];
      expect(
        lambdaErrors.every((error) => retried.includes(`Lambda.${error}`) || retried.includes('States.ALL')),
      ).toBe(true);
      expect((state.Catch ?? []).some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))).toBe(true);
    }
  });
});

describe('watch-job', () => {
  const { States: states } = read('watch-job');

  it('ends nowhere without an attempt to announce', () => {
    const reached = new Set(['LookAtJob']);
    for (const name of reached) {
      const next = ['Announce', 'ReportLostWatch'].includes(name) ? [] : nextOf(states[name]!);
      for (const after of next) reached.add(after);
    }
    const silent = [...reached].filter((name) => ['Succeed', 'Fail'].includes(states[name]!.Type));
    expect(silent).toEqual([]);
    expect(nextOf(states['Decide']!)).toEqual(['Announce', 'WaitForNextLook']);
  });
});

describe('send-notice', () => {
  it('leaves no delivery but delivered, waiting or in the dead-letter queue', () => {
    const inner = new Map(allStates(read('send-notice').States));
    expect(nextOf(inner.get('Judge')!).sort()).toEqual(['Delivered', 'KeepUndelivered', 'WaitToTryAgain']);
    expect(nextOf(inner.get('Deliver')!).sort()).toEqual(['Judge', 'KeepUndelivered']);
    expect(nextOf(inner.get('KeepUndelivered')!)).toEqual(['HasFallback', 'NotKept']);
    expect(nextOf(inner.get('NotKept')!)).toEqual(['HasFallback']);
    expect(nextOf(inner.get('HasFallback')!).sort()).toEqual(['FallBack', 'Undelivered']);
    expect(nextOf(inner.get('FallBack')!)).toEqual(['Deliver']);
    expect(nextOf(inner.get('PlanDeliveries')!).sort()).toEqual(['IsAnybodyToTell', 'KeepUnplannedNotice']);
  });
});
