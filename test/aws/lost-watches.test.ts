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
  /** The one that is kept last began last. */
  const keep = (name: string, execution: Partial<PretendExecution>) =>
    executions.set(name, {
      name,
      status: 'FAILED',
      input: '{}',
      startDate: (noon - 2 * hour) / 1_000,
      ...execution,
    });
  return {
    keep,
    calls: aws.calls,
    list: makeListEndedBadly(client, machineArn),
    describe: makeDescribeLostWatch(client),
    isAnnounced: makeIsAnnounced(client, machineArn.replace('watch-job', 'send-notification')),
  };
}
const endedAt = (ms: number) => ({ stopDate: ms / 1_000 });

describe('the list of executions that ended badly', () => {
  it('has those of the period, of three statuses and from every page, each with its end', async () => {
    const { list, keep, calls } = await stack();
    keep('too-early', endedAt(from - 1_000));
    for (let index = 0; index < 5; index += 1) keep(`failed-${index}`, endedAt(from + index * hour));
    keep('timed-out', { status: 'TIMED_OUT', ...endedAt(to) });
    keep('aborted', { status: 'ABORTED', ...endedAt(to - hour) });
    keep('succeeded', { status: 'SUCCEEDED', ...endedAt(to - hour) });
    keep('running', { status: 'RUNNING' });
    keep('too-late', endedAt(to + 1_000));
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

  it('is read as far back as the longest execution may have begun, and no further', async () => {
    const { list, keep, calls } = await stack();
    const began = (ms: number) => ({ startDate: ms / 1_000 });
    for (let index = 0; index < 10; index += 1)
      keep(`old-${index}`, { ...began(from - longestExecutionMs - hour), ...endedAt(from - hour) });
    keep('longest', { ...began(from - longestExecutionMs), ...endedAt(from) });
    keep('newer', endedAt(to - hour));
    expect((await list({ from, to })).map(({ arn }) => arn)).toEqual([arnOf('newer'), arnOf('longest')]);
    const failed = calls.filter(({ parameters }) => parameters['statusFilter'] === 'FAILED');
    // Two executions a page: the second page is the first that holds an old one.
    expect(failed).toHaveLength(2);
  });

  it('knows how long an execution of watch-job may run', () => {
    expect(longestExecutionMs).toBe(watchJobAsl.TimeoutSeconds * 1_000);
  });

  it('is not half a list: what one page throws is thrown', async () => {
    const { list } = await stack(({ parameters }) =>
      parameters['statusFilter'] === 'TIMED_OUT' ? failure('AccessDeniedException') : undefined,
    );
    await expect(list({ from, to })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('an execution that ended badly is described', () => {
  it.each([
    ['FAILED', { error: 'SDRS.1013', cause: 'no space' }],
    ['TIMED_OUT', {}],
    ['ABORTED', { error: 'WatchStopped', cause: 'drill over' }],
  ])('as its event would: %s', async (status, ended) => {
    const { describe: describeLost, keep } = await stack();
    const input = JSON.stringify({ job_id: 'ff8080815f7a1b2c' });
    keep('sdrs-1', { status, input, ...ended, ...endedAt(noon) });
    const detail = { executionArn: arnOf('sdrs-1'), name: 'sdrs-1', status, input, ...ended };
    const times = { startDate: noon - 2 * hour, stopDate: noon };
    expect(await describeLost(arnOf('sdrs-1'))).toEqual(
      LostWatchEvent.parse({ detail: { ...detail, ...times } }),
    );
  });

  it.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'])(
    'as nothing once it was redriven and is %s',
    async (status) => {
      const { describe: describeLost, keep } = await stack();
      keep('sdrs-1', { status });
      expect(await describeLost(arnOf('sdrs-1'))).toBeUndefined();
    },
  );

  it('as nothing if it is gone', async () => {
    expect(await (await stack()).describe(arnOf('sdrs-1'))).toBeUndefined();
  });

  it('without a request if its input is no JSON', async () => {
    const { describe: describeLost, keep } = await stack();
    keep('sdrs-1', { input: '{', ...endedAt(noon) });
    expect(await describeLost(arnOf('sdrs-1'))).toMatchObject({ request: undefined, status: 'FAILED' });
  });
});

describe('a notification', () => {
  it.each(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'])(
    'was announced if send-notification has an execution of its id, also one that is %s',
    async (status) => {
      const { isAnnounced, keep, calls } = await stack();
      keep('msg_a', { status });
      expect(await isAnnounced('msg_a')).toBe(true);
      expect(calls).toEqual([
        {
          operation: 'DescribeExecution',
          parameters: { executionArn: arnOf('msg_a').replace('watch-job', 'send-notification') },
        },
      ]);
    },
  );

  it('was not announced, or its execution is gone, if there is none', async () => {
    expect(await (await stack()).isAnnounced('msg_a')).toBe(false);
  });

  it.each(['ThrottlingException', 'AccessDeniedException', 'InvalidArn'])(
    'is not taken for unannounced because of %s',
    async (type) => {
      const { isAnnounced, describe: describeLost } = await stack(() => failure(type));
      await expect(isAnnounced('msg_a')).rejects.toMatchObject({ name: type });
      await expect(describeLost(arnOf('sdrs-1'))).rejects.toMatchObject({ name: type });
    },
  );
});
