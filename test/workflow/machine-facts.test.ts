import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import sendNotice from '../../lib/workflow/send-notice.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };

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
const State = z.looseObject({
  Type: z.string(),
  TimeoutSeconds: z.number().optional(),
  Retry: z.array(Retry).default([]),
  Catch: z.array(Catch).default([]),
  ItemProcessor: z.looseObject({ States: z.record(z.string(), z.unknown()) }).optional(),
});
type State = z.infer<typeof State>;

function statesOf(states: object): [name: string, state: State][] {
  return Object.entries(states).flatMap(([name, unread]) => {
    const state = State.parse(unread);
    const inner = state.ItemProcessor === undefined ? [] : statesOf(state.ItemProcessor.States);
    return [[name, state], ...inner];
  });
}

const tasks = [watchJob, sendNotice]
  .flatMap(({ States }) => statesOf(States))
  .filter(([, { Type }]) => Type === 'Task');

/** The seconds for which a Retry goes on without jitter: what Step Functions waits between the attempts, at the most. */
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
  LookAtJob: [
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
  KeepUnplannedNotice: [['States.ALL', 100, 55_622]],
};

/** Where each error of each Task leads in the end, and where in the state it is kept. */
const caught: Record<string, [errors: string, kept: string | null, next: string][]> = {
  LookAtJob: [['States.ALL', '$.caught', 'ReportLostWatch']],
  // Who announced it before is no reason to end a watch.
  Announce: [
    [exists, null, 'GoOnOrEnd'],
    ['States.ALL', '$.caught', 'KeepUnannounced'],
  ],
  KeepUnannounced: [['States.ALL', null, 'GoOnOrEnd']],
  ReportLostWatch: [['States.ALL', null, 'WatchLost']],
  PlanDeliveries: [['States.ALL', '$.caught', 'KeepUnplannedNotice']],
  Deliver: [['States.ALL', '$.attempt.caught', 'KeepUndelivered']],
  KeepUndelivered: [['States.ALL', null, 'NotKept']],
  // Nothing is behind it: the execution fails and its input holds the notification.
  KeepUnplannedNotice: [],
};

describe.each(tasks)('the Task %s', (name, state) => {
  it('is retried for as long as it takes to mend what is broken', () => {
    const found = state.Retry.map((retry) => [
      retry.ErrorEquals.join(' '),
      retry.MaxAttempts,
      patienceSeconds(retry),
    ]);
    expect(found).toEqual(budgets[name]);
  });

  it('does not retry at the same moment as all others where the service is busy', () => {
    const ofService = state.Retry.filter(
      ({ IntervalSeconds, MaxAttempts }) => MaxAttempts > 0 && IntervalSeconds < 15,
    );
    expect(ofService.map(({ JitterStrategy }) => JitterStrategy)).toEqual(ofService.map(() => 'FULL'));
  });

  it('keeps its half hour for a mistake in the deployment: jitter would halve it', () => {
    const ofDeployment = state.Retry.filter((retry) => patienceSeconds(retry) === 1_965);
    expect(ofDeployment.filter(({ JitterStrategy }) => JitterStrategy !== undefined)).toEqual([]);
  });

  it('leads on when it is given up', () => {
    const found = state.Catch.map(({ ErrorEquals, ResultPath, Next }) => [
      ErrorEquals.join(' '),
      ResultPath,
      Next,
    ]);
    expect(found).toEqual(caught[name]);
  });

  it('gives a function a minute', () => {
    const isFunction = state['Resource'] === 'arn:aws:states:::lambda:invoke';
    expect(state.TimeoutSeconds).toBe(isFunction ? 60 : undefined);
  });
});

it('a lost watch is reported with all that is known of it', () => {
  expect(watchJob.States.ReportLostWatch.Parameters.Payload).toEqual({
    watch: { 'id.$': '$$.Execution.Name', 'arn.$': '$$.Execution.Id' },
    'request.$': '$$.Execution.Input',
    status: 'CAUGHT',
    'started_at.$': '$$.Execution.StartTime',
    'progress.$': '$.progress',
    'error.$': '$.caught.Error',
    'cause.$': '$.caught.Cause',
  });
});
