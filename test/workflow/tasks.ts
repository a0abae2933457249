import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Definitions, statesOf } from './definitions.ts';

const Retry = z.object({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number().default(1),
  BackoffRate: z.number().default(2),
  MaxDelaySeconds: z.number().default(Number.POSITIVE_INFINITY),
  MaxAttempts: z.number().default(3),
  JitterStrategy: z.string().optional(),
});
const Catch = z.object({
  ErrorEquals: z.array(z.string()),
  ResultPath: z.string().nullable(),
  Next: z.string(),
});
const Task = z.looseObject({
  Resource: z.string(),
  Parameters: z.record(z.string(), z.unknown()),
  TimeoutSeconds: z.number().optional(),
  Retry: z.array(Retry).default([]),
  Catch: z.array(Catch).default([]),
});

/**
 * The seconds for which a Retry goes on without jitter: what Step Functions waits between the attempts, at
 * the most.
 */
function patienceSeconds({
  IntervalSeconds,
  BackoffRate,
  MaxDelaySeconds,
  MaxAttempts,
}: z.infer<typeof Retry>) {
  const waits = Array.from({ length: MaxAttempts }, (_, index) =>
    Math.min(IntervalSeconds * BackoffRate ** index, MaxDelaySeconds),
  );
  return waits.reduce((sum, wait) => sum + wait, 0);
}

const lambda =
  'Lambda.ServiceException Lambda.AWSLambdaException Lambda.SdkClientException Lambda.TooManyRequestsException';
const exists = 'StepFunctions.ExecutionAlreadyExistsException';

/** How often each error of each Task is retried, and for how many seconds at the most. */
const budgets: Record<string, [errors: string, attempts: number, seconds: number][]> = {
  PollJob: [
    ['WrongInput', 0, 0],
    [lambda, 21, 4_410],
    ['States.ALL', 10, 1_965],
  ],
  Announce: [
    [exists, 0, 0],
    ['States.ALL', 20, 4_110],
  ],
  KeepUnannounced: [['States.ALL', 100, 55_622]],
  ReportLostWatch: [['States.ALL', 12, 2_115]],
  PlanDeliveries: [
    ['UnreadableState', 10, 1_965],
    ['States.ALL', 13, 2_010],
  ],
  Deliver: [
    ['UnreadableState', 10, 1_965],
    [lambda, 13, 2_010],
    ['States.ALL', 3, 195],
  ],
  KeepUndelivered: [['States.ALL', 100, 55_622]],
  KeepUnplannedNotification: [['States.ALL', 100, 55_622]],
};

/** Where each error of each Task leads in the end, and where in the state it is kept. */
const caught: Record<string, [errors: string, kept: string | null, next: string][]> = {
  PollJob: [['States.ALL', '$.caught', 'ReportLostWatch']],
  // Who announced it before is no reason to end a watch.
  Announce: [
    [exists, null, 'GoOnOrEnd'],
    ['States.ALL', '$.caught', 'KeepUnannounced'],
  ],
  KeepUnannounced: [['States.ALL', null, 'GoOnOrEnd']],
  ReportLostWatch: [['States.ALL', null, 'WatchLost']],
  PlanDeliveries: [['States.ALL', '$.caught', 'KeepUnplannedNotification']],
  Deliver: [['States.ALL', '$.attempt.caught', 'KeepUndelivered']],
  KeepUndelivered: [['States.ALL', null, 'NotKept']],
  // Nothing is behind it: the execution fails and its input holds the notification.
  KeepUnplannedNotification: [],
};

const invoke = 'arn:aws:states:::lambda:invoke';
const send = 'arn:aws:states:::sqs:sendMessage';
const callOf = (id: string) => ({ FunctionName: { 'Fn::GetAtt': [id, 'Arn'] } });
const deadLetters = { QueueUrl: { Ref: 'NotificationDeadLetterQueue' } };

/** What each Task calls, and the parameter that says which one. */
const calls: Record<string, [resource: string, parameters: object]> = {
  PollJob: [invoke, callOf('PollJob')],
  Announce: [
    'arn:aws:states:::states:startExecution',
    { StateMachineArn: { Ref: 'SendNotificationStateMachine' }, 'Name.$': '$.notification.id' },
  ],
  KeepUnannounced: [send, deadLetters],
  ReportLostWatch: [invoke, callOf('ReportLostWatch')],
  PlanDeliveries: [invoke, callOf('PlanNotification')],
  Deliver: [invoke, callOf('DeliverNotification')],
  KeepUndelivered: [send, deadLetters],
  KeepUnplannedNotification: [send, deadLetters],
};

/** What each Task calls, how long it retries, and where it leads in the end. */
export function describeTasks(definitions: () => Definitions): void {
  const tasks = () =>
    Object.values(definitions())
      .flatMap(({ States }) => statesOf(States))
      .filter(([, { Type }]) => Type === 'Task');

  it('the Tasks are these', () => {
    expect(tasks().map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(calls)));
    expect(tasks()).toHaveLength(Object.keys(calls).length);
  });

  describe.each(Object.entries(calls))('the Task %s', (name, call) => {
    const task = () => Task.parse(new Map(tasks()).get(name));

    it('calls what its name says', () => {
      const { Resource, Parameters } = task();
      expect([Resource, Parameters]).toEqual([call[0], expect.objectContaining(call[1])]);
    });

    it('is retried for as long as it takes to mend what is broken', () => {
      const found = task().Retry.map((retry) => [
        retry.ErrorEquals.join(' '),
        retry.MaxAttempts,
        patienceSeconds(retry),
      ]);
      expect(found).toEqual(budgets[name]);
    });

    it('does not retry at the same moment as all others, but for the half hour for a deployment: jitter would halve it', () => {
      const retried = task().Retry.filter(({ MaxAttempts }) => MaxAttempts > 0);
      expect(retried.map(({ JitterStrategy }) => JitterStrategy)).toEqual(
        retried.map((retry) => (patienceSeconds(retry) === 1_965 ? undefined : 'FULL')),
      );
    });

    it('leads on when it is given up', () => {
      const found = task().Catch.map(({ ErrorEquals, ResultPath, Next }) => [
        ErrorEquals.join(' '),
        ResultPath,
        Next,
      ]);
      expect(found).toEqual(caught[name]);
    });

    it('gives a function a minute', () => {
      expect(task().TimeoutSeconds).toBe(call[0] === invoke ? 60 : undefined);
    });
  });
}
