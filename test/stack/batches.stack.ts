import { describe, it } from 'vitest';
import { theStack } from './stack.ts';

describe('a bad message', () => {
  it('among good ones in a batch goes to the dead-letter queue with its reason, and they start', async ({
    expect,
  }) => {
    const stack = await theStack();
    const jobs = [stack.addJob('succeeds'), stack.addJob('succeeds')] as const;
    const [first, second] = jobs;
    const bad = JSON.stringify({ job_id: `${first.job_id} and more`, project_id: first.project_id });
    await stack.requestInOneBatch([JSON.stringify(first), bad, JSON.stringify(second)]);
    const [message] = await stack.queue('WatchRequestDeadLetterQueue').take(`${first.job_id} and more`);
    expect(message?.Body).toBe(bad);
    expect(message?.MessageAttributes?.['reason']?.StringValue).toMatch(/^Not a watch request: .*job_id/);
    for (const job of jobs) {
      const [event] = await stack.notified(job);
      expect(event).toMatchObject({ type: 'sdrs.job.succeeded', data: { job: { job_id: job.job_id } } });
      expect(await stack.ended(job)).toHaveLength(2);
      expect(stack.received(job)).toHaveLength(1);
    }
    const batches = stack.lambda.invoked.filter(
      (one) => one.function === 'StartWatch' && one.event.includes(first.job_id),
    );
    expect(batches).toMatchObject([{ event: expect.stringContaining(second.job_id) }]);
  });
});
