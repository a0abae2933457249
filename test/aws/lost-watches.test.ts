import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { LostWatchEvent } from '../../functions/report-lost-watch/event.ts';
import {
  longestExecutionMs,
  makeDescribeLostWatch,
  makeIsAnnounced,
  makeListEndedBadly,
} from '../../lib/aws/lost-watches.ts';
import watchJobAsl from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { type Call, failure, type Reply, startAws } from './aws-server.ts';
import { arnOf, machineArn, makeStepFunctions, type PretendExecution } from './step-functions.ts';

const noon = Date.parse('2026-03-02T12:00:00.000Z');
const hour = 3_600_000;
const [from, to] = [noon - 24 * hour, noon];

let close: () => Promise<unknown> = async () => undefined;
afterEach(() => close());

async function stack(before: (call: Call) => Reply | undefined = () => undefined) {
  const { executions, answer } = makeStepFunctions();
  const aws = await startAws((call) => before(call) ?? answer(call));
  close = aws.close;
  const client = new SFNClient(aws.options);
  /** Adds an execution. The last one added is the newest. */
  const add = (name: string, execution: Partial<PretendExecution>) =>
    executions.set(name, {
      name,
      status: 'FAILED',
      input: '{}',
      startDate: (noon - 2 * hour) / 1_000,
      ...execution,
    });
  return {
    add,
    calls: aws.calls,
    list: makeListEndedBadly(client, machineArn),
    describe: makeDescribeLostWatch(client),
    isAnnounced: makeIsAnnounced(client, machineArn.replace('watch-job', 'send-notification')),
  };
}
const endedAt = (ms: number) => ({ stopDate: ms / 1_000 });

describe('the list of executions that ended badly', () => {
  it('contains those of the period, with three statuses and from all pages, each with its end', async () => {
    const { list, add, calls } = await stack();
    add('too-early', endedAt(from - 1_000));
    for (let index = 0; index < 5; index += 1) add(`failed-${index}`, endedAt(from + index * hour));
    add('timed-out', { status: 'TIMED_OUT', ...endedAt(to) });
    add('aborted', { status: 'ABORTED', ...endedAt(to - hour) });
    add('succeeded', { status: 'SUCCEEDED', ...endedAt(to - hour) });
    add('running', { status: 'RUNNING' });
    add('too-late', endedAt(to + 1_000));
    const ended = [0, 1, 2, 3, 4].map((index) => ({
      arn: arnOf(`failed-${index}`),
      endedAt: from + index * hour,
    }));
    expect((await list({ from, to })).toSorted((a, b) => a.endedAt - b.endedAt)).toEqual([
      ...ended,
      { arn: arnOf('aborted'), endedAt: to - hour },
      { arn: arnOf('timed-out'), endedAt: to },
    ]);
    const asked = calls.map(({ operation, parameters }) => [operation, parameters['statusFilter']]);
    expect(new Set(asked.map(String))).toEqual(
      new Set(['FAILED', 'TIMED_OUT', 'ABORTED'].map((status) => `ListExecutions,${status}`)),
    );
    expect(calls[0]?.parameters).toMatchObject({ stateMachineArn: machineArn, maxResults: 1_000 });
  });

  it('is read back to the earliest possible start, and no further', async () => {
    const { list, add, calls } = await stack();
    const began = (ms: number) => ({ startDate: ms / 1_000 });
    for (let index = 0; index < 10; index += 1)
      add(`old-${index}`, { ...began(from - longestExecutionMs - hour), ...endedAt(from - hour) });
    add('longest', { ...began(from - longestExecutionMs), ...endedAt(from) });
    add('newer', endedAt(to - hour));
    expect((await list({ from, to })).map(({ arn }) => arn)).toEqual([arnOf('newer'), arnOf('longest')]);
    const failed = calls.filter(({ parameters }) => parameters['statusFilter'] === 'FAILED');
    // Two executions a page: the second page is the first that holds an old one.
    expect(failed).toHaveLength(2);
  });

  it('uses the timeout of watch-job', () => {
    expect(longestExecutionMs).toBe(watchJobAsl.TimeoutSeconds * 1_000);
  });

  it('fails if one page fails', async () => {
    const { list } = await stack(({ parameters }) =>
      parameters['statusFilter'] === 'TIMED_OUT' ? failure('AccessDeniedException') : undefined,
    );
    await expect(list({ from, to })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('the description of an execution that ended badly', () => {
  it.each([
    ['FAILED', { error: 'SDRS.1013', cause: 'no space' }],
    ['TIMED_OUT', {}],
    ['ABORTED', { error: 'WatchStopped', cause: 'drill done' }],
  ])('equals that of its event: %s', async (status, ended) => {
    const { describe: describeLost, add } = await stack();
    const input = JSON.stringify({ job_id: 'ff8080815f7a1b2c' });
    add('sdrs-1', { status, input, ...ended, ...endedAt(noon) });
    const detail = { executionArn: arnOf('sdrs-1'), name: 'sdrs-1', status, input, ...ended };
    const times = { startDate: noon - 2 * hour, stopDate: noon };
    expect(await describeLost(arnOf('sdrs-1'))).toEqual(
      LostWatchEvent.parse({ detail: { ...detail, ...times } }),
    );
  });

  it.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'])(
    'is undefined if the execution was redriven and is %s',
    async (status) => {
      const { describe: describeLost, add } = await stack();
      add('sdrs-1', { status });
      expect(await describeLost(arnOf('sdrs-1'))).toBeUndefined();
    },
  );

  it('is undefined if the execution is gone', async () => {
    expect(await (await stack()).describe(arnOf('sdrs-1'))).toBeUndefined();
  });

  it('has no request if the input is not JSON', async () => {
    const { describe: describeLost, add } = await stack();
    add('sdrs-1', { input: '{', ...endedAt(noon) });
    expect(await describeLost(arnOf('sdrs-1'))).toMatchObject({ request: undefined, status: 'FAILED' });
  });
});

describe('a notification', () => {
  it.each(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'])(
    'was announced if send-notification has an execution with its id that is %s',
    async (status) => {
      const { isAnnounced, add, calls } = await stack();
      add('msg_a', { status });
      expect(await isAnnounced('msg_a')).toBe(true);
      expect(calls).toEqual([
        {
          operation: 'DescribeExecution',
          parameters: { executionArn: arnOf('msg_a').replace('watch-job', 'send-notification') },
        },
      ]);
    },
  );

  it('was not announced if there is no such execution', async () => {
    expect(await (await stack()).isAnnounced('msg_a')).toBe(false);
  });

  it.each(['ThrottlingException', 'AccessDeniedException', 'InvalidArn'])(
    'is not regarded as unannounced after %s',
    async (type) => {
      const { isAnnounced, describe: describeLost } = await stack(() => failure(type));
      await expect(isAnnounced('msg_a')).rejects.toMatchObject({ name: type });
      await expect(describeLost(arnOf('sdrs-1'))).rejects.toMatchObject({ name: type });
    },
  );
});
