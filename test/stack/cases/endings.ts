import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, it } from 'vitest';
import { apiKey, type Job, type Stack, theStack } from '../stack.ts';

/** Requests the watch of a job that does not end by itself. Answers with its id, once it has polled. */
async function watchForEver(stack: Stack): Promise<{ job: Job; id: string; arn: string }> {
  const job = stack.addJob('never-ends');
  await stack.request(job);
  await stack.lambda.answered('PollJob', job.job_id);
  const [watch] = await stack.executions(job);
  if (watch === undefined) throw new Error(`no watch of ${job.job_id} has begun`);
  return { job, id: watch.name, arn: watch.arn };
}

const ways: [string, (stack: Stack, id: string) => Promise<unknown>][] = [
  [
    'the HTTP API',
    async (stack, id) => {
      const headers = { authorization: `Bearer ${apiKey}` };
      const answer = await fetch(`${stack.api}/v1/watches/${id}`, { method: 'DELETE', headers });
      if (answer.status !== 204) throw new Error(`DELETE answered ${answer.status}: ${await answer.text()}`);
    },
  ],
  [
    'jobwatch stop',
    (stack, id) => {
      const machine = stack.outputs.get('WatchJobMachineArn') ?? '';
      return stack.jobwatch('stop', id, '--machine', machine, '--config', 'test/stack/jobwatch.yaml');
    },
  ],
];

describe('a watch that is stopped', () => {
  it.for(ways)('by %s notifies nobody: it is not lost', async ([, stop], { expect }) => {
    const stack = await theStack();
    const { job, id } = await watchForEver(stack);
    await stop(stack, id);
    const answers = await stack.lambda.answered('ReportLostWatch', job.job_id);
    expect(answers).toEqual([{ announced: 'stopped_on_purpose' }]);
    expect(await stack.quiet(job)).toMatchObject([
      { machine: 'watch-job', name: id, status: 'ABORTED', error: 'WatchStopped' },
    ]);
    expect(stack.received(job)).toEqual([]);
  });
});

describe('a watch that somebody aborts', () => {
  it('is announced as lost, once, also where the function that reports it dies at first', async ({
    expect,
  }) => {
    const stack = await theStack();
    const { job, arn } = await watchForEver(stack);
    const having = job.job_id;
    stack.lambda.addFault({ function: 'ReportLostWatch', what: 'dies_after_work', having });
    await stack.sfn.send(new StopExecutionCommand({ executionArn: arn, cause: 'an audit' }));
    const [event] = await stack.notified(job);
    expect(event).toMatchObject({
      type: 'sdrs.watch.lost',
      data: { outcome: 'lost', job: { job_id: job.job_id } },
    });
    expect(JSON.stringify(event)).toContain('an audit');
    const answers = await stack.lambda.answered('ReportLostWatch', job.job_id);
    expect(answers).toEqual([{ announced: 'already' }]);
    expect(await stack.ended(job)).toMatchObject([
      { machine: 'watch-job', status: 'ABORTED' },
      { machine: 'send-notification', status: 'SUCCEEDED' },
    ]);
    expect(stack.received(job)).toHaveLength(1);
  });

  it('leaves its event in a dead-letter queue where it cannot be reported', async ({ expect }) => {
    const stack = await theStack();
    const { job, arn } = await watchForEver(stack);
    const having = job.job_id;
    stack.lambda.addFault({ function: 'ReportLostWatch', what: 'dies', times: 3, having });
    await stack.sfn.send(new StopExecutionCommand({ executionArn: arn }));
    const [message] = await stack.queue('LostWatchDeadLetterQueue').take(job.job_id);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { detail: { executionArn: arn, status: 'ABORTED' } },
    });
    expect(stack.received(job)).toEqual([]);
  });
});
