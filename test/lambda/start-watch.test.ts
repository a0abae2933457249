import { describe, expect, it } from 'vitest';
import { type Call, failure } from '../aws/aws-server.ts';
import { aBatch } from '../ways/envelopes.ts';
import { aStack, idOf } from '../ways/stack.ts';

/** Sends three requests and one invalid message. AWS refuses the calls that `refuse` selects. */
async function aBatchOf(refuse: (call: Call, secondId: string) => boolean, error: string) {
  let second = '';
  const stack = await aStack({
    refuse: (call) => (refuse(call, second) ? failure(error) : undefined),
  });
  const { addJob, projectId: project_id } = stack.simulator;
  const jobs = [1, 2, 3].map(() => ({ job_id: addJob('never-ends'), project_id }));
  const ids = jobs.map(idOf);
  second = ids[1] ?? '';
  const event = aBatch([...jobs.map((job) => JSON.stringify(job)), 'not JSON']);
  return { stack, ids, answer: await stack.startWatch(event) };
}

const startOfSecond = ({ operation, parameters: { name } }: Call, second: string) =>
  operation === 'StartExecution' && name === second;

describe('the queue delivers again', () => {
  // ThrottlingException has the same effect, but the client retries it for seconds first.
  it.each(['ExecutionLimitExceeded', 'AccessDeniedException', 'InternalFailure'])(
    'only the message whose watch could not be started: %s',
    async (error) => {
      const { stack, ids, answer } = await aBatchOf(startOfSecond, error);
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
      expect([...stack.watchJob.executions.keys()].sort()).toEqual([ids[0], ids[2]].sort());
      expect(stack.kept.bad.map(({ body }) => body)).toEqual(['not JSON']);
    },
  );

  it('only the bad message that could not be stored', async () => {
    const { stack, ids, answer } = await aBatchOf(
      ({ operation }) => operation === 'SendMessage',
      'AccessDeniedException',
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-3' }] });
    expect([...stack.watchJob.executions.keys()].sort()).toEqual([...ids].sort());
  });

  it('no message whose watch exists already', async () => {
    const { answer } = await aBatchOf(startOfSecond, 'ExecutionAlreadyExists');
    expect(answer).toEqual({ batchItemFailures: [] });
  });
});
