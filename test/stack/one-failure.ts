import { expect } from 'vitest';
import type { Job, Stack } from './stack.ts';

/**
 * Waits for a job of the story `fails-with-code` to end, and expects that it was notified once, with its
 * error code.
 */
export async function expectOneFailure(stack: Stack, job: Job): Promise<void> {
  const [event] = await stack.notified(job);
  expect(event).toMatchObject({
    type: 'sdrs.job.failed',
    data: { outcome: 'failed', job: { job_id: job.job_id, error_code: 'SDRS.1030' } },
  });
  expect(await stack.ended(job)).toMatchObject([
    { machine: 'watch-job', status: 'FAILED', error: 'SDRS.1030' },
    { machine: 'send-notification', status: 'SUCCEEDED' },
  ]);
  expect(stack.received(job)).toHaveLength(1);
}
