import { setTimeout } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { realMs } from './fast-clock.ts';
import { theStack } from './stack.ts';

// These cases stand alone in a file: a sweep for missed failures announces every failed job of the simulated cloud.

const missedFailures = 'sdrs-job-watcher-dev-missed-failures';

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
      const answers = await stack.lambda.answered('AnnounceMissedFailures', missedFailures, count);
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
