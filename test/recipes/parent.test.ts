import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import aslValidator from 'asl-validator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeMachine } from '../../lib/local/machine.ts';
import type { TaskHandler } from '../../lib/local/steps.ts';
import type { StoryName } from '../../lib/simulator/stories.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { type NestedWatch, settle, startNestedWatch } from './nested-watch.ts';
import { docs } from './recipe-document.ts';

const definition = JSON.parse(readFileSync(join(docs, 'recipes/parent.asl.json'), 'utf8'));

let nested: NestedWatch;
beforeEach(async () => {
  nested = await startNestedWatch();
});
afterEach(() => nested.close());

/** Runs the parent machine. Its own three functions only record their input. */
async function runParent(story: StoryName, watchJob: TaskHandler = nested.startExecutionSync) {
  const jobId = nested.simulator.addJob(story);
  const done: Record<string, unknown> = {};
  const recording =
    (name: string, answer: object): TaskHandler =>
    async (parameters) => {
      done[name] = (parameters as { Payload: unknown }).Payload;
      return answer;
    };
  const entered: string[] = [];
  const parent = makeMachine(definition, { clock: nested.clock, entered: (state) => entered.push(state) });
  const { result } = parent({
    name: 'parent',
    input: { group_id: 'a-group', project_id: nested.simulator.projectId },
    tasks: {
      FailOver: recording('FailOver', { Payload: { job_id: jobId } }),
      WatchJob: watchJob,
      SwitchTraffic: recording('SwitchTraffic', {}),
      CallOnDuty: recording('CallOnDuty', {}),
    },
  });
  const ended = await settle(result);
  // The log of the engine is complete a moment after the result.
  await setImmediate();
  return { ended, jobId, done, path: entered.join(' ') };
}

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('a parent that nests the watch', () => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = aslValidator(definition, { checkArn: true, checkPaths: true });
    expect(isValid, errorsText('\n')).toBe(true);
  });

  it('continues with the job after it has succeeded', async () => {
    const { ended, done, path, jobId } = await runParent('succeeds');
    expect(ended.kind).toBe('succeeded');
    expect(path).toBe('FailOver WatchJob SwitchTraffic');
    expect(done['SwitchTraffic']).toMatchObject({ job: { job_id: jobId, status: 'SUCCESS' } });
  });

  it('fails with the error code and reason of the job, after the steps for that code', async () => {
    const { ended, done, path } = await runParent('fails-with-code');
    expect(ended).toEqual({ kind: 'failed', error: 'SDRS.1030', cause: 'Failed to perform the failover' });
    expect(path).toBe('FailOver WatchJob DidTheWatchEnd ReadEnd WhichEnd CallOnDuty EndedOtherwise');
    expect(done['CallOnDuty']).toEqual({ group_id: 'a-group', reason: 'Failed to perform the failover' });
  });

  it.each<[StoryName, string]>([
    ['fails-in-sub-job', 'SDRS.0406'],
    ['never-ends', 'WatchTimedOut'],
    ['denied', 'WatchUnreachable'],
  ])('fails like the watch of %s: %s', async (story, error) => {
    const { ended, path } = await runParent(story);
    expect(ended).toMatchObject({ kind: 'failed', error });
    expect(path).toBe('FailOver WatchJob DidTheWatchEnd ReadEnd WhichEnd EndedOtherwise');
  });

  it('fails with WatchStopped if the watch was stopped without an error', async () => {
    const { ended } = await runParent('succeeds', async () => {
      throw named('States.TaskFailed', JSON.stringify({ ExecutionArn: 'arn', Status: 'ABORTED' }));
    });
    expect(ended).toMatchObject({ kind: 'failed', error: 'WatchStopped' });
  });

  it('fails with the error of Step Functions if the watch cannot start', async () => {
    const error = 'StepFunctions.StateMachineDoesNotExistException';
    const cause = "State Machine Does Not Exist: 'arn:aws:states:…'";
    const { ended } = await runParent('succeeds', async () => {
      throw named(error, cause);
    });
    expect(ended).toEqual({ kind: 'failed', error, cause });
  });
});

describe('the notification of a nested watch', () => {
  it('is announced once, like that of any other watch', async () => {
    const { jobId } = await runParent('fails-with-code');
    expect(nested.announced).toMatchObject([
      { type: 'sdrs.job.failed', outcome: 'failed', job: { job_id: jobId, error_code: 'SDRS.1030' } },
    ]);
  });

  it('has the same id as that of a watch that an event started, so only one is sent', async () => {
    const { jobId } = await runParent('fails-with-code');
    const request = WatchRequest.parse({ job_id: jobId, project_id: nested.simulator.projectId });
    const Name = watchId({ ...request, region: 'eu-de' });
    await expect(nested.startExecutionSync({ Name, Input: request })).rejects.toThrow('SDRS.1030');
    const [first, second] = nested.announced;
    expect(second).toMatchObject({ id: first?.id, job: { job_id: jobId }, outcome: 'failed' });
  });
});
