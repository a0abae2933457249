import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../lib/aws/executions.ts';
import { makeAwsWatches } from '../../lib/aws/watches.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import { WatchView } from '../../lib/watch/watch-view.ts';
import type { RequestedWatch } from '../../lib/watch/watches.ts';
import { anAccount, aRequest } from '../support/watches.ts';
import { type Call, failure, type Reply, startAws } from './aws-server.ts';
import { arnOf, entered, machineArn, makeStepFunctions, type PretendExecution } from './step-functions.ts';

const startSeconds = Date.parse('2026-11-24T08:00:00.000Z') / 1_000;
const now = () => startSeconds * 1_000;
const request = aRequest();
const id = (run?: number) => watchId({ ...request, region: 'eu-de' }, run);
const asked = (overrides: Partial<RequestedWatch> = {}): RequestedWatch => ({
  request,
  again: false,
  ...overrides,
});

let close: () => Promise<unknown> = async () => undefined;
afterEach(() => close());

async function stack(before: (call: Call) => Reply | undefined = () => undefined) {
  const { executions, answer } = makeStepFunctions(startSeconds);
  const aws = await startAws((call) => before(call) ?? answer(call));
  close = aws.close;
  const client = new SFNClient(aws.options);
  const watches = makeAwsWatches({ client, machineArn, accounts: [anAccount()], now });
  const add = (execution: Partial<PretendExecution> & { name: string }) =>
    executions.set(execution.name, {
      status: 'RUNNING',
      input: canonicalJson(request),
      startDate: startSeconds,
      ...execution,
    });
  return { ...watches, add, executions, calls: aws.calls };
}

const progress: Progress = {
  started_at: '2026-11-24T08:00:00.000Z',
  deadline_at: '2026-11-25T08:00:00.000Z',
  polls: 7,
  errors_seen: 2,
  last_status: 'RUNNING',
  last_seen_at: '2026-11-24T08:03:00.000Z',
  sub_jobs: { ended: 1, of: 3 },
  notified: [],
};
const ended = (outcome: string) => ({
  progress,
  decision: { kind: 'end', outcome, error: 'SDRS.0208', cause: 'The quota is used up.' },
});

describe('startWatch', () => {
  it('starts an execution with the id of the watch as name and the canonical request as input', async () => {
    const { startWatch, calls } = await stack();
    expect(await startWatch(asked())).toEqual({
      answer: 'started',
      watch: { id: id(), status: 'running', request, started_at: '2026-11-24T08:00:00.000Z' },
    });
    expect(calls.at(-1)).toEqual({
      operation: 'StartExecution',
      parameters: { stateMachineArn: machineArn, name: id(), input: canonicalJson(request) },
    });
  });

  it('returns the running execution, and starts none', async () => {
    const { startWatch, add, calls } = await stack();
    add({ name: id() });
    for (const again of [false, true]) {
      expect(await startWatch(asked({ again }))).toMatchObject({ answer: 'running', watch: { id: id() } });
    }
    expect(calls.filter(({ operation }) => operation === 'StartExecution')).toEqual([]);
  });

  it('returns the newest ended execution, and starts the next run on request', async () => {
    const { startWatch, add, executions } = await stack();
    add({ name: id(), status: 'SUCCEEDED' });
    add({ name: id(2), status: 'ABORTED', error: 'WatchStopped' });
    expect(await startWatch(asked())).toMatchObject({
      answer: 'ended',
      watch: { id: id(2), status: 'stopped' },
    });
    expect(await startWatch(asked({ again: true }))).toMatchObject({
      answer: 'started',
      watch: { id: id(3) },
    });
    expect([...executions.keys()]).toEqual([id(), id(2), id(3)]);
  });

  it.each([
    ['RUNNING', 'running'],
    ['FAILED', 'ended'],
  ])('for a name that was taken in the meantime and is %s, answers "%s"', async (status, answer) => {
    const pretend: { add?: (execution: PretendExecution) => unknown } = {};
    const { startWatch, add } = await stack(({ operation }) => {
      if (operation !== 'StartExecution') return undefined;
      pretend.add?.({ name: id(), status, input: canonicalJson(request), startDate: startSeconds });
      return failure('ExecutionAlreadyExists');
    });
    pretend.add = add;
    expect(await startWatch(asked())).toMatchObject({ answer, watch: { id: id() } });
  });

  it('answers "running" for a taken name that is not visible yet', async () => {
    const { startWatch } = await stack(({ operation }) =>
      operation === 'StartExecution' ? failure('ExecutionAlreadyExists') : undefined,
    );
    expect(await startWatch(asked())).toMatchObject({ answer: 'running', watch: { id: id() } });
  });

  it('sends no request to AWS for a job that no account has', async () => {
    const { startWatch, calls } = await stack();
    const strange = aRequest({ project_id: 'another-project' });
    expect(await startWatch(asked({ request: strange }))).toMatchObject({ answer: 'refused' });
    expect(calls).toEqual([]);
  });

  it.each(['ThrottlingException', 'AccessDeniedException', 'ExecutionLimitExceeded'])(
    'rethrows %s',
    async (type) => {
      const { startWatch } = await stack(({ operation }) =>
        operation === 'StartExecution' ? failure(type) : undefined,
      );
      await expect(startWatch(asked())).rejects.toMatchObject({ name: type });
    },
  );
});

describe('getWatch', () => {
  it('returns the progress of the newest state that has progress', async () => {
    const { getWatch, add, calls } = await stack();
    const events = [
      { id: 11, timestamp: startSeconds, type: 'LambdaFunctionStarted' },
      { id: 10, timestamp: startSeconds, type: 'LambdaFunctionScheduled' },
      entered('PollJob', { progress, decision: { kind: 'wait', seconds: 5 } }),
      entered('PollJob', { progress: { ...progress, polls: 6 } }),
    ];
    add({ name: id(), events });
    const watch = await getWatch(id());
    expect(WatchView.parse(watch)).toEqual({
      id: id(),
      status: 'running',
      request,
      started_at: '2026-11-24T08:00:00.000Z',
      job_status: 'RUNNING',
      progress: {
        polls: 7,
        errors_seen: 2,
        last_seen_at: '2026-11-24T08:03:00.000Z',
        sub_jobs: { ended: 1, of: 3 },
      },
    });
    expect(calls.find(({ operation }) => operation === 'GetExecutionHistory')?.parameters).toEqual({
      executionArn: arnOf(id()),
      maxResults: 60,
      reverseOrder: true,
    });
  });

  it.each<[string, string | undefined, object[], string]>([
    ['SUCCEEDED', undefined, [entered('JobSucceeded', ended('failed'))], 'succeeded'],
    ['FAILED', 'SDRS.0208', [entered('WatchEndedOtherwise', ended('failed'))], 'failed'],
    ['FAILED', 'WatchTimedOut', [entered('WatchEndedOtherwise', ended('timed_out'))], 'timed_out'],
    ['FAILED', 'WatchUnreachable', [entered('WatchEndedOtherwise', ended('unreachable'))], 'unreachable'],
    ['FAILED', 'TypeError', [entered('WatchLost', { progress, caught: {} })], 'lost'],
    ['FAILED', 'States.Runtime', [], 'lost'],
    ['TIMED_OUT', undefined, [entered('WaitForNextPoll', { progress })], 'lost'],
    ['ABORTED', undefined, [], 'lost'],
    ['ABORTED', 'WatchStopped', [], 'stopped'],
    ['RUNNING', undefined, [], 'running'],
    ['PENDING_REDRIVE', undefined, [], 'running'],
  ])(
    'for an execution %s with error %s after %j, returns %s',
    async (...[status, error, events, expected]) => {
      const { getWatch, add } = await stack();
      add({ name: id(), status, events, ...(error !== undefined && { error, cause: 'Because.' }) });
      const watch = await getWatch(id());
      const outcome = ['running', 'stopped'].includes(expected) ? undefined : expected;
      expect([watch?.status, watch?.outcome, watch?.error]).toEqual([expected, outcome, error]);
    },
  );

  it('returns no request if the input is none, and removes the key of nested executions', async () => {
    const { getWatch, add } = await stack();
    add({ name: 'by-hand', input: '{"hello": 1}' });
    expect(await getWatch('by-hand')).not.toHaveProperty('request');
    add({
      name: 'nested',
      input: JSON.stringify({ ...request, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: 'x' }),
    });
    expect((await getWatch('nested'))?.request).toEqual(request);
  });

  it('returns undefined for an unknown id', async () => {
    expect(await (await stack()).getWatch('other')).toBeUndefined();
    await close();
    const { getWatch } = await stack(() => failure('InvalidArn'));
    expect(await getWatch('other')).toBeUndefined();
  });
});

describe('listWatches', () => {
  const threeWatches = async () => {
    const stepFunctions = await stack();
    for (const [index, status] of ['FAILED', 'SUCCEEDED', 'RUNNING'].entries()) {
      const events = status === 'FAILED' ? [entered('WatchEndedOtherwise', ended('failed'))] : [];
      stepFunctions.add({ name: `watch-${index}`, status, startDate: startSeconds + index, events });
    }
    return stepFunctions;
  };
  const ids = (page: Awaited<ReturnType<Awaited<ReturnType<typeof threeWatches>>['listWatches']>>) =>
    page === 'no_such_page' ? page : [page.watches.map((watch) => watch.id), page.next];

  it('returns page after page, newest first', async () => {
    const { listWatches } = await threeWatches();
    expect(ids(await listWatches({}))).toEqual([['watch-2', 'watch-1'], '2']);
    expect(ids(await listWatches({ page: '2' }))).toEqual([['watch-0'], undefined]);
  });

  it('reports an unknown page', async () => {
    const { listWatches } = await threeWatches();
    expect(await listWatches({ page: 'nonsense' })).toBe('no_such_page');
  });

  it('reports an invalid page', async () => {
    const { listWatches } = await stack(() => failure('ValidationException'));
    expect(await listWatches({ page: '\u0000' })).toBe('no_such_page');
    await expect(listWatches({})).rejects.toThrow('ValidationException');
  });

  it.each([
    ['running', 'RUNNING', ['watch-2']],
    ['succeeded', 'SUCCEEDED', ['watch-1']],
    ['failed', 'FAILED', ['watch-0']],
    ['timed_out', 'FAILED', []],
    ['unreachable', 'FAILED', []],
    ['stopped', 'ABORTED', []],
  ] as const)('for status %s requests %s and returns %j', async (status, filter, found) => {
    const { listWatches, calls } = await threeWatches();
    expect(ids(await listWatches({ status }))).toEqual([found, undefined]);
    expect(calls[0]?.parameters).toMatchObject({ statusFilter: filter, stateMachineArn: machineArn });
  });

  it('searches all executions for lost watches', async () => {
    const { listWatches, add, calls } = await threeWatches();
    add({ name: 'watch-3', status: 'TIMED_OUT' });
    expect(ids(await listWatches({ status: 'lost' }))).toEqual([['watch-3'], '2']);
    expect(calls[0]?.parameters).not.toHaveProperty('statusFilter');
  });

  it('stops at the first execution that began too early', async () => {
    const { listWatches, calls } = await threeWatches();
    const since = (startSeconds + 2) * 1_000;
    expect(ids(await listWatches({ since }))).toEqual([['watch-2'], undefined]);
    expect(calls.filter(({ operation }) => operation === 'DescribeExecution')).toHaveLength(1);
  });
});

describe('stopWatch', () => {
  it('aborts the execution with the error WatchStopped', async () => {
    const { stopWatch, getWatch, add } = await stack();
    add({ name: id() });
    expect(await stopWatch({ id: id(), reason: 'drill done' })).toBe('stopped');
    expect(await getWatch(id())).toMatchObject({
      status: 'stopped',
      error: 'WatchStopped',
      cause: 'drill done',
    });
  });

  it.each([
    ['SUCCEEDED', 'ended'],
    ['ABORTED', 'ended'],
  ])('leaves an execution that is %s unchanged', async (status, answer) => {
    const { stopWatch, add, calls } = await stack();
    add({ name: id(), status });
    expect(await stopWatch({ id: id(), reason: 'x' })).toBe(answer);
    expect(calls.map(({ operation }) => operation)).toEqual(['DescribeExecution']);
  });

  it('returns "unknown" for an unknown id', async () => {
    const { stopWatch } = await stack();
    expect(await stopWatch({ id: 'other', reason: 'x' })).toBe('unknown');
  });
});
