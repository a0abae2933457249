import { setTimeout } from 'node:timers/promises';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, it } from 'vitest';
import { realMs } from './fast-clock.ts';
import { theStack } from './stack.ts';

// These cases stand alone in a file: a sweep for missed failures announces every failed job of the simulated
// cloud.

const missedFailures = 'sdrs-job-watcher-dev-missed-failures';
const lostWatchSweep = 'sdrs-job-watcher-dev-lost-watch-sweep';

describe('the sweep for missed failures', () => {
  it('announces a job that failed unwatched, once, and no job that was watched', async ({ expect }) => {
    const stack = await theStack();
    const [unwatched, watched] = [1, 2].map(() => stack.addJob('fails-with-code', { durationSeconds: 30 }));
    if (unwatched === undefined || watched === undefined) throw new Error('no jobs');
    await stack.request(watched);
    await stack.notified(watched);
    await stack.ended(watched);
    const sweep = async (count: number): Promise<unknown> => {
      expect(await stack.runSchedule(missedFailures)).toEqual({ sent: true });
      const answers = await stack.lambda.answered('SweepMissedFailures', missedFailures, count);
      return answers.at(-1);
    };
    await setTimeout(realMs(30));
    expect(await sweep(1)).toMatchObject({ accounts: [{ account: 'otc-prod', left: 0 }] });
    const [event] = await stack.notified(unwatched);
    expect(event).toMatchObject({
      type: 'sdrs.job.failed',
      data: { outcome: 'failed', job: { job_id: unwatched.job_id, error_code: 'SDRS.1030' } },
    });
    expect(await sweep(2)).toMatchObject({ accounts: [{ announced: 0, left: 0 }] });
    await stack.quiet(unwatched);
    expect(stack.received(unwatched)).toHaveLength(1);
    expect(stack.received(watched)).toHaveLength(1);
  });
});

describe('the sweep for lost watches', () => {
  it('announces a watch that was aborted and that no event reported, once, and none that was stopped', async ({
    expect,
  }) => {
    const stack = await theStack();
    const watches = [stack.addJob('never-ends'), stack.addJob('never-ends')] as const;
    const [aborted, stopped] = watches;
    await stack.dropStatusEvents();
    try {
      for (const job of watches) {
        await stack.request(job);
        await stack.lambda.answered('PollJob', job.job_id);
        const [watch] = await stack.executions(job);
        const error = job === stopped ? 'WatchStopped' : 'SomebodyElse';
        await stack.sfn.send(new StopExecutionCommand({ executionArn: watch?.arn, error }));
      }
      await stack.ended(stopped);
    } finally {
      await stack.dropStatusEvents(false);
    }
    const sweep = async (count: number): Promise<unknown> => {
      expect(await stack.runSchedule(lostWatchSweep)).toEqual({ sent: true });
      return (await stack.lambda.answered('SweepLostWatches', lostWatchSweep, count)).at(-1);
    };
    // It leaves events ten minutes to arrive.
    await setTimeout(realMs(660));
    expect(stack.received(aborted)).toEqual([]);
    expect(await sweep(1)).toMatchObject({ left: 0 });
    const [event] = await stack.notified(aborted);
    expect(event).toMatchObject({
      type: 'sdrs.watch.lost',
      data: { outcome: 'lost', job: { job_id: aborted.job_id } },
    });
    expect(await sweep(2)).toMatchObject({ announced: 0, left: 0 });
    expect(await stack.quiet(aborted)).toMatchObject([
      { machine: 'watch-job', status: 'ABORTED', error: 'SomebodyElse' },
      { machine: 'send-notification', status: 'SUCCEEDED' },
    ]);
    expect(stack.received(aborted)).toHaveLength(1);
    expect(stack.received(stopped)).toEqual([]);
  });
});
