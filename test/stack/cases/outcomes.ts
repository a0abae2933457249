import { describe, it } from 'vitest';
import type { StoryName } from '../../../lib/simulator/stories.ts';
import { type Stack, theStack } from '../stack.ts';

interface Ended {
  story: StoryName;
  request?: object;
  event: object;
  execution: object;
  before?: (stack: Stack, jobId: string) => void;
}

const outcomes: [string, Ended][] = [
  [
    'succeeded',
    {
      story: 'succeeds',
      event: { type: 'sdrs.job.succeeded', data: { outcome: 'succeeded', job: { status: 'SUCCESS' } } },
      execution: { status: 'SUCCEEDED' },
    },
  ],
  [
    'failed, with the error code of the sub-job at fault',
    {
      story: 'fails-in-sub-job',
      event: {
        type: 'sdrs.job.failed',
        data: { outcome: 'failed', job: { status: 'FAIL', root_cause: { error_code: 'EVS.2024' } } },
      },
      execution: { status: 'FAILED' },
    },
  ],
  [
    'timed out, after a poll at the deadline',
    {
      story: 'never-ends',
      request: { deadline: '3m' },
      event: { type: 'sdrs.watch.timed_out', data: { outcome: 'timed_out', job: { status: 'RUNNING' } } },
      execution: { status: 'FAILED', error: 'WatchTimedOut' },
    },
  ],
  [
    'unreachable, after three refusals',
    {
      story: 'denied',
      event: { type: 'sdrs.watch.unreachable', data: { outcome: 'unreachable' } },
      execution: { status: 'FAILED', error: 'WatchUnreachable' },
    },
  ],
  [
    'lost, because the polling function cannot be invoked',
    {
      story: 'succeeds',
      before: ({ lambda }, having) =>
        lambda.addFault({ function: 'PollJob', what: 'throttled', times: 1_000, having }),
      event: { type: 'sdrs.watch.lost', data: { outcome: 'lost' } },
      execution: { status: 'FAILED', error: 'Lambda.TooManyRequestsException' },
    },
  ],
];

describe('a watch ends as', () => {
  it.for(outcomes)('%s', async ([, { story, request, event, execution, before }], { expect }) => {
    const stack = await theStack();
    const job = stack.addJob(story, { durationSeconds: story === 'never-ends' ? Infinity : 120 });
    before?.(stack, job.job_id);
    await stack.request(job, request);
    const [notified] = await stack.notified(job);
    expect(notified).toMatchObject(event);
    const [watch, ...sent] = await stack.quiet(job);
    expect(watch).toMatchObject({ machine: 'watch-job', ...execution });
    expect(sent).toMatchObject([{ machine: 'send-notification', status: 'SUCCEEDED' }]);
    expect(stack.received(job)).toHaveLength(1);
  });
});
