import { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { describe, it } from 'vitest';
import { theStack } from './stack.ts';

describe('redrive of', () => {
  it('dead notifications, by the command, delivers what was given up, once', async ({ expect }) => {
    const stack = await theStack();
    const job = stack.addJob('succeeds', { durationSeconds: 30 });
    // The first attempt and three retries.
    stack.lambda.addFault({ function: 'DeliverNotification', what: 'dies', times: 4, having: job.job_id });
    // Not through the request queue: the other case sends its batches there, and they fail.
    await stack.start('WatchJobMachineArn', job);
    await stack.ended(job);
    expect(stack.received(job)).toEqual([]);
    const [queue, machine] = [
      stack.queue('NotificationDeadLetterQueue').url,
      stack.outputs.get('SendNotificationMachineArn') ?? '',
    ];
    const output = await stack.jobwatch('redrive', '--queue', queue, '--machine', machine);
    expect(output).toMatch(
      /^\d+ notifications? (is|are) being sent again to destinations that do not have them\.$/m,
    );
    const [event] = await stack.notified(job);
    expect(event).toMatchObject({ type: 'sdrs.job.succeeded', data: { job: { job_id: job.job_id } } });
    expect(await stack.quiet(job)).toMatchObject([
      { machine: 'watch-job', status: 'SUCCEEDED' },
      { machine: 'send-notification', status: 'SUCCEEDED' },
      {
        machine: 'send-notification',
        name: expect.stringContaining(`${event?.id}-again-`),
        status: 'SUCCEEDED',
      },
    ]);
    expect(stack.received(job)).toHaveLength(1);
    // The dead letter is gone: another run of the command finds none.
    expect(await stack.jobwatch('redrive', '--queue', queue, '--machine', machine)).toMatch(
      /^0 notifications/m,
    );
  });

  it('dead requests, by a move of the queue once the cause is mended, starts their watches', async ({
    expect,
  }) => {
    const stack = await theStack();
    const job = stack.addJob('fails-with-code', { durationSeconds: 60 });
    // As often as the queue hands out a message before it gives it up.
    stack.lambda.addFault({ function: 'StartWatch', what: 'throttled', times: 10, having: job.job_id });
    await stack.request(job);
    await stack.queue('WatchRequestDeadLetterQueue').holds(job.job_id);
    expect(await stack.executions(job)).toEqual([]);
    await stack.sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn: stack.outputs.get('WatchRequestDeadLetterQueueArn'),
        DestinationArn: stack.outputs.get('WatchRequestQueueArn'),
      }),
    );
    const [event] = await stack.notified(job);
    expect(event).toMatchObject({ type: 'sdrs.job.failed', data: { job: { job_id: job.job_id } } });
    expect(await stack.ended(job)).toHaveLength(2);
    expect(stack.received(job)).toHaveLength(1);
  });
});
