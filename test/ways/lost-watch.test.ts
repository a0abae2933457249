import { describe, expect, it } from 'vitest';
import { Notification } from '../../lib/notification/notification.ts';
import { failure } from '../aws/aws-server.ts';
import { outcomeOf } from './outcome-of.ts';
import { queued } from './sending.ts';
import { aStack, idOf, type Stack, type StackOptions, theFunction } from './stack.ts';

const schedule = { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
const minute = 60_000;

/** A stack whose watch of one job ended 20 minutes ago, so that its status-change event is overdue. */
async function aDeadWatch(how: { status: string; error?: string; cause?: string }, options?: StackOptions) {
  const stack = await aStack(options);
  const job = { job_id: stack.simulator.addJob('never-ends'), project_id: stack.simulator.projectId };
  await queued(stack, JSON.stringify(job));
  const id = idOf(job);
  const execution = stack.watchJob.executions.get(id);
  if (execution === undefined) throw new Error('start-watch started no execution');
  const times = { startDate: Date.now() - 60 * minute, stopDate: Date.now() - 20 * minute };
  Object.assign(execution, how, {
    startDate: times.startDate / 1_000,
    stopDate: times.stopDate / 1_000,
  });
  const executionArn = `arn:aws:states:eu-central-1:123456789012:execution:watch-job:${id}`;
  /** What EventBridge delivers, sooner or later, or never. */
  const event = {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn, name: id, input: execution.input, ...how, ...times },
  };
  return { stack, id, event };
}

const notificationsOf = ({ sendNotification }: Stack) =>
  [...sendNotification.executions.values()].map(({ input }) =>
    Notification.parse(JSON.parse(input).notification),
  );

const deaths = [
  { status: 'TIMED_OUT' },
  { status: 'ABORTED' },
  { status: 'ABORTED', error: 'Cleanup', cause: 'somebody cleaned up' },
  { status: 'FAILED', error: 'States.Runtime', cause: 'the history is full' },
];

describe.each(deaths)('a watch that ended $status ($error) and whose event was dropped', (how) => {
  it('is announced by the sweep, once, also if the event comes late after all', async () => {
    const { stack, id, event } = await aDeadWatch(how);
    const run = { found: 1, left: 0 };
    expect(await stack.sweepLostWatches(schedule)).toEqual({ ...run, announced: 1, settled: 0 });
    expect(await stack.reportLostWatch(event)).toEqual({ announced: 'already' });
    expect(await stack.sweepLostWatches(schedule)).toEqual({ ...run, announced: 0, settled: 1 });
    expect(notificationsOf(stack)).toMatchObject([
      {
        type: 'sdrs.watch.lost',
        outcome: 'lost',
        watch: { id, ended_at: new Date(event.detail.stopDate).toISOString() },
        account: { id: 'otc-prod' },
      },
    ]);
  });

  it('is announced once by two sweeps at the same time', async () => {
    const { stack } = await aDeadWatch(how);
    const other = await theFunction('sweep-lost-watches');
    const swept = await Promise.all([stack.sweepLostWatches(schedule), other(schedule)]);
    const announced = swept.map((one) => (one as { announced: number }).announced);
    expect(announced.toSorted()).toEqual([0, 1]);
    expect(notificationsOf(stack)).toHaveLength(1);
  });

  it('is delivered to the receiver as lost', async () => {
    const { stack, id } = await aDeadWatch(how);
    await stack.sweepLostWatches(schedule);
    stack.watchJob.executions.clear();
    const { notified, verified } = await outcomeOf(stack);
    expect(verified).toBe(true);
    expect(notified).toMatchObject([{ type: 'sdrs.watch.lost', data: { watch: { id } } }]);
  });
});

describe('a sweep', () => {
  it('leaves alone what the event reported', async () => {
    const { stack, event } = await aDeadWatch({ status: 'TIMED_OUT' });
    expect(await stack.reportLostWatch(event)).toEqual({ announced: 'started' });
    expect(await stack.sweepLostWatches(schedule)).toMatchObject({ announced: 0, settled: 1 });
    expect(notificationsOf(stack)).toHaveLength(1);
  });

  it('leaves alone a watch that was stopped on purpose', async () => {
    const { stack } = await aDeadWatch({ status: 'ABORTED', error: 'WatchStopped' });
    expect(await stack.sweepLostWatches(schedule)).toMatchObject({ announced: 0, settled: 1 });
    expect(notificationsOf(stack)).toEqual([]);
  });

  it('leaves alone a watch that announced the failure of its job', async () => {
    const stack = await aStack();
    const job_id = stack.simulator.addJob('fails-with-code', { beganAtMs: Date.now() - 60 * minute });
    const job = { job_id, project_id: stack.simulator.projectId };
    await queued(stack, JSON.stringify(job));
    const id = idOf(job);
    const execution = stack.watchJob.executions.get(id);
    const watch = { id, arn: `arn:aws:states:eu-central-1:123456789012:execution:watch-job:${id}` };
    const polled = (await (
      await theFunction('poll-job')
    )({
      watch,
      request: JSON.parse(execution?.input ?? ''),
      progress: {},
    })) as { notification: { id: string }; decision: { error: string; cause: string } };
    // What the machine does with the answer: it announces the notification, and fails as the job did.
    const announced = {
      name: polled.notification.id,
      input: JSON.stringify({ notification: polled.notification }),
    };
    stack.sendNotification.executions.set(announced.name, {
      ...announced,
      status: 'SUCCEEDED',
      startDate: 1,
    });
    const { error, cause } = polled.decision;
    Object.assign(execution ?? {}, { status: 'FAILED', error, cause });
    Object.assign(execution ?? {}, { stopDate: (Date.now() - 20 * minute) / 1_000 });
    expect(error).toBe('SDRS.1030');
    expect(await stack.sweepLostWatches(schedule)).toMatchObject({ found: 1, announced: 0, settled: 1 });
    expect(notificationsOf(stack)).toHaveLength(1);
  });

  it('fails with words and announces nothing if it cannot see whether a loss was announced', async () => {
    const { stack } = await aDeadWatch(
      { status: 'TIMED_OUT' },
      {
        refuse: ({ parameters }) =>
          String(parameters['executionArn']).includes(':send-notification:')
            ? failure('AccessDeniedException')
            : undefined,
      },
    );
    await expect(stack.sweepLostWatches(schedule)).rejects.toMatchObject({ name: 'SweepIncomplete' });
    expect(notificationsOf(stack)).toEqual([]);
  });
});
