import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { Notice } from '../../lib/notice/notice.ts';
import { Progress } from '../../lib/polling/progress.ts';
import { DeliverInput, LookInput, LookOutput, LostWatch, PlanInput } from '../../lib/workflow/contracts.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { aNotice } from '../support/notices.ts';
import { anExecution, aRequest } from '../support/watches.ts';

const payload = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/payloads/${name}.json`, import.meta.url), 'utf8'));
const progress = (): Record<string, unknown> => payload('look-input').progress;
const parentKey = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';

/** What running executions carry is sent to the functions of a later deployment: these files are never changed, only joined by others. */
describe('what an earlier deployment sent', () => {
  it.each<[string, z.ZodType]>([
    ['look-input', LookInput],
    ['plan-input', PlanInput],
    ['deliver-input', DeliverInput],
    ['rehearsal-look-input', LookInput],
    ['rehearsal-plan-input', PlanInput],
  ])('is taken as it is: %s', (name, contract) => {
    expect(contract.parse(payload(name))).toStrictEqual(payload(name));
  });

  it.each<[string, object, z.ZodObject]>([
    [
      'request',
      { ...payload('look-input').request, ...payload('rehearsal-look-input').request },
      WatchRequest,
    ],
    ['progress', payload('look-input').progress, Progress],
    ['notice', { ...payload('plan-input').notice, ...payload('rehearsal-plan-input').notice }, Notice],
  ])('has every part of a %s', (_name, part, { shape }) => {
    expect(Object.keys(part).sort()).toEqual(Object.keys(shape).sort());
  });
});

describe('the input of a look', () => {
  const input = (request: object) => ({ watch: anExecution, request, progress: {} });

  it('takes the key by which Step Functions links a parent workflow, and drops it', () => {
    const started = input({ ...aRequest(), [parentKey]: 'arn:aws:states:eu-central-1:1:execution:parent:1' });
    expect(LookInput.parse(started).request).toStrictEqual(aRequest());
  });

  it.each(['priority', 'aws_step_functions_started_by_execution_id', `${parentKey}_2`])(
    'refuses any other key of a request: %s',
    (key) => {
      expect(LookInput.safeParse(input({ ...aRequest(), [key]: 'x' })).error?.issues).toMatchObject([
        { code: 'unrecognized_keys', path: ['request'], keys: [key] },
      ]);
    },
  );

  it('refuses that key in a request from elsewhere', () => {
    expect(WatchRequest.safeParse({ ...aRequest(), [parentKey]: 'x' }).success).toBe(false);
  });

  it('has a request that was accepted, from the first look on: what only a later release knows is dropped', () => {
    const request = { ...aRequest(), priority: 'high', polling: 'learned', deadline: '60d' };
    const later = { ...input(request), progress: progress() };
    expect(LookInput.parse(later).request).toStrictEqual({
      ...aRequest(),
      polling: undefined,
      deadline: undefined,
    });
    expect(LookInput.safeParse(input(request)).error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'request.deadline',
      'request.polling',
      'request',
    ]);
  });

  it.each([[undefined], [null], ['text'], [7], [[aRequest()]], [{}]])(
    'refuses %j as a request',
    (request) => {
      expect(LookInput.safeParse({ ...input({}), request }).error?.issues[0]?.path[0]).toBe('request');
    },
  );

  it('has no progress before the first look', () => {
    expect(LookInput.parse(input(aRequest())).progress).toBeUndefined();
  });

  it('refuses progress that it cannot read: a watch does not begin anew in its middle', () => {
    const half = { ...input(aRequest()), progress: { looks: 3 } };
    expect(LookInput.safeParse(half).success).toBe(false);
  });
});

describe('the output of a look', () => {
  const ends = [
    { kind: 'end', outcome: 'succeeded' },
    { kind: 'end', outcome: 'failed', error: 'SDRS.0406', cause: 'A sub-job failed.' },
  ];

  it.each(ends)('is no end ($outcome) without a notice', (decision) => {
    expect(LookOutput.safeParse({ decision, progress: progress() }).error?.issues).toMatchObject([
      { path: ['notice'], message: 'an end without a notice: nobody would hear of it' },
    ]);
    expect(LookOutput.safeParse({ decision, progress: progress(), notice: aNotice() }).success).toBe(true);
  });

  it('waits with or without a notice', () => {
    const output = { decision: { kind: 'wait', seconds: 30 }, progress: progress() };
    expect(LookOutput.parse(output)).toStrictEqual(output);
    expect(LookOutput.parse({ ...output, notice: aNotice() })).toHaveProperty('notice');
  });
});

describe('a lost watch', () => {
  const lost = { watch: anExecution, request: { any: ['thing'] }, status: 'CAUGHT' };

  it.each([[{ looks: 3 }], ['text'], [null], [[]], [7]])(
    'is taken without the progress that cannot be read: %j',
    (unreadable) => {
      const { progress: read, ...rest } = LostWatch.parse({ ...lost, progress: unreadable });
      expect(read).toBeUndefined();
      expect(rest).toStrictEqual(lost);
    },
  );

  it('is taken with the progress that can', () => {
    expect(LostWatch.parse({ ...lost, progress: progress() })).toStrictEqual({
      ...lost,
      progress: progress(),
    });
  });

  it.each([[{}], [undefined]])('is taken when there is none: %j', (none) => {
    expect(LostWatch.parse({ ...lost, progress: none }).progress).toBeUndefined();
  });
});
