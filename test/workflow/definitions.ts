import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deliverySchedules, longestAskedSeconds } from '../../lib/notification/delivery-schedule.ts';
import { longestQuietSeconds } from '../../lib/notification/quiet-hours.ts';
import * as errors from '../../lib/watch/errors.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };

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
const Definitions = z.strictObject({ watchJob: Machine, sendNotification: Machine });

/** The definitions of both machines. */
export type Definitions = z.infer<typeof Definitions>;

/** Reads definitions, those that are deployed or a change of them. */
export const definitionsOf = (definitions: unknown): Definitions => Definitions.parse(definitions);

/** The definitions that are deployed. */
export const deployedDefinitions = definitionsOf({ watchJob, sendNotification });

/** Returns the states by name, inside the Map states too. */
export function statesOf(states: Record<string, State>): [name: string, state: State][] {
  return Object.entries(states).flatMap(([name, state]) => [
    [name, state],
    ...(state.ItemProcessor ? statesOf(z.record(z.string(), State).parse(state.ItemProcessor.States)) : []),
  ]);
}

/** Returns the seconds that a Task takes at most if every attempt fails as late as it can. */
function longestSeconds(state: State | undefined): number {
  const { TimeoutSeconds = 60, Retry } = Retried.parse(state);
  const waits = Retry.flatMap(({ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }) =>
    Array.from({ length: MaxAttempts }, (_, index) =>
      Math.min(IntervalSeconds * BackoffRate ** index, MaxDelaySeconds),
    ),
  );
  return waits.reduce((sum, wait) => sum + wait + TimeoutSeconds, TimeoutSeconds);
}

const Retried = z.object({
  TimeoutSeconds: z.number().optional(),
  Retry: z.array(
    z.object({
      IntervalSeconds: z.number(),
      BackoffRate: z.number(),
      MaxDelaySeconds: z.number().default(Number.POSITIVE_INFINITY),
      MaxAttempts: z.number(),
    }),
  ),
});

const nextOf = (state: State | undefined): string[] =>
  [
    state?.Next,
    state?.Default,
    ...(state?.Choices ?? []).map(({ Next }) => Next),
    ...(state?.Catch ?? []).map(({ Next }) => Next),
  ].filter((name) => name !== undefined);

/** The states of a watch that it can be in after a poll and before anything is announced. */
function reachedSilently(states: ReadonlyMap<string, State>): string[] {
  const announcing = ['Announce', 'ReportLostWatch'];
  const reached = new Set(['PollJob']);
  for (const name of reached) {
    const following = announcing.includes(name) ? [] : nextOf(states.get(name));
    for (const after of following) reached.add(after);
  }
  return [...reached];
}

/** What holds for the language of both definitions, and for the ways through them. */
export function describeDefinitions(definitions: () => Definitions): void {
  describe.each(['watchJob', 'sendNotification'] as const)('%s', (name) => {
    const machine = () => definitions()[name];

    it('is valid Amazon States Language', () => {
      const { isValid, errorsText } = aslValidator(structuredClone(machine()), {
        checkArn: true,
        checkPaths: true,
      });
      expect(isValid, errorsText('\n')).toBe(true);
    });

    it('keeps to the subset that runs unchanged on every engine', () => {
      const text = JSON.stringify(machine());
      for (const foreign of ['QueryLanguage', 'Assign', '$$.State.', 'States.Format', 'DISTRIBUTED', '{%']) {
        expect(text).not.toContain(foreign);
      }
      expect(text).not.toMatch(/"(Error|Cause)Path": "States\./);
    });

    it('names in Retry and Catch only errors of Step Functions, of Lambda and of our own', () => {
      const names = statesOf(machine().States).flatMap(([, state]) =>
        [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(({ ErrorEquals }) => ErrorEquals),
      );
      const own = names.filter((error) => !/^(States|Lambda|StepFunctions)\./.test(error));
      expect(own.filter((error) => !(error in errors))).toEqual([]);
    });

    it('retries what the Lambda service does wrong wherever a function is invoked', () => {
      const invoking = statesOf(machine().States).filter(
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
          lambdaErrors.every(
            (error) => retried.includes(`Lambda.${error}`) || retried.includes('States.ALL'),
          ),
        ).toBe(true);
        expect((state.Catch ?? []).some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))).toBe(true);
      }
    });
  });

  describe('watchJob', () => {
    it('ends nowhere without an attempt to announce', () => {
      const states = new Map(statesOf(definitions().watchJob.States));
      const types = reachedSilently(states).map((name) => states.get(name)?.Type);
      expect(types).not.toContain('Succeed');
      expect(types).not.toContain('Fail');
      expect(nextOf(states.get('Decide'))).toEqual(['Announce', 'WaitForNextPoll']);
    });

    it('ends after 31 days whatever happens: the longest deadline is 30', () => {
      expect(definitions().watchJob['TimeoutSeconds']).toBe(31 * 24 * 3_600);
    });
  });

  describe('sendNotification', () => {
    it('ends after 30 days whatever happens: the longest delivery takes less than 19', () => {
      const { States, TimeoutSeconds } = definitions().sendNotification;
      const states = new Map(statesOf(States));
      const secondsOf = (name: string) => longestSeconds(states.get(name));
      const patience = Math.max(...Object.values(deliverySchedules).map((schedule) => schedule.patience));
      // The first attempt counts from its answer. The last one follows the longest wait that a channel may
      // ask for.
      const toOneDestination =
        secondsOf('Deliver') +
        patience +
        longestAskedSeconds +
        secondsOf('Deliver') +
        secondsOf('KeepUndelivered');
      const longest = secondsOf('PlanDeliveries') + longestQuietSeconds + toOneDestination + toOneDestination;
      expect(longest).toBeLessThan(19 * 86_400);
      expect(TimeoutSeconds).toBe(30 * 86_400);
    });

    it('leaves no delivery but delivered, waiting or in the dead-letter queue', () => {
      const states = new Map(statesOf(definitions().sendNotification.States));
      const nextAfter = (name: string) => nextOf(states.get(name)).sort();
      expect(nextAfter('Judge')).toEqual(['Delivered', 'KeepUndelivered', 'WaitToTryAgain']);
      expect(nextAfter('Deliver')).toEqual(['Judge', 'KeepUndelivered']);
      expect(nextAfter('KeepUndelivered')).toEqual(['HasFallback', 'NotKept']);
      expect(nextAfter('NotKept')).toEqual(['HasFallback']);
      expect(nextAfter('HasFallback')).toEqual(['FallBack', 'Undelivered']);
      expect(nextAfter('FallBack')).toEqual(['Deliver']);
      expect(nextAfter('PlanDeliveries')).toEqual(['IsAnybodyToNotify', 'KeepUnplannedNotification']);
    });
  });
}
