import { describe, expect, it } from 'vitest';
import { outcomeOf } from './outcome-of.ts';
import { queued } from './sending.ts';
import { aStack, idOf, type Stack } from './stack.ts';

const parent = {
  AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: 'arn:aws:states:eu-central-1:1:execution:parent:1',
};

/** An execution of watch-job that somebody else starts; Step Functions gives it a name. */
const startExecution = (stack: Stack, input: object, name = 'b5e3a1d0-6a51-4b0e-9a55-0c2f6f1f8f3e') =>
  stack.watchJob.executions.set(name, {
    name,
    status: 'RUNNING',
    startDate: 1_795_507_200,
    input: JSON.stringify(input),
  });

async function aFailingJob() {
  const stack = await aStack();
  const { projectId: project_id, addJob } = stack.simulator;
  const job = { job_id: addJob('fails-with-code'), project_id };
  return { stack, job, id: idOf(job) };
}

describe('an execution of watch-job with a watch request and a name of its own', () => {
  it.each([
    ['as it is', {}],
    ['nested in a workflow', parent],
  ])('%s watches that job', async (_how, more) => {
    const { stack, job, id } = await aFailingJob();
    startExecution(stack, { ...job, ...more });
    const { watches, notified } = await outcomeOf(stack);
    expect(Object.values(watches)).toEqual(['failed']);
    expect(notified).toMatchObject([{ type: 'sdrs.job.failed', data: { watch: { id } } }]);
  });

  it('announces the same notification as the watch that an event starts: people get it once', async () => {
    const { stack, job } = await aFailingJob();
    startExecution(stack, job);
    await queued(stack, JSON.stringify(job));
    const { watches, notified } = await outcomeOf(stack);
    expect(Object.values(watches)).toEqual(['failed', 'failed']);
    expect(notified).toHaveLength(1);
  });
});
