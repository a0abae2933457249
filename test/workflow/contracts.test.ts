import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { Notification } from '../../lib/notification/notification.ts';
import { Progress } from '../../lib/polling/progress.ts';
import { DeliverInput, LostWatch, PlanInput, PollInput, PollOutput } from '../../lib/workflow/contracts.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { aNotification } from '../support/notifications.ts';
import { anExecution, aRequest } from '../support/watches.ts';

const payload = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/payloads/${name}.json`, import.meta.url), 'utf8'));
const progress = (): Record<string, unknown> => payload('poll-input').progress;
const parentKey = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';

/**
 * What running executions carry is sent to the functions of a later deployment: these files are never
 * changed, only joined by others.
 */
describe('what an earlier deployment sent', () => {
  it.each<[string, z.ZodType]>([
    ['poll-input', PollInput],
    ['plan-input', PlanInput],
    ['deliver-input', DeliverInput],
    ['rehearsal-poll-input', PollInput],
    ['rehearsal-plan-input', PlanInput],
  ])('is taken as it is: %s', (name, contract) => {
    expect(contract.parse(payload(name))).toStrictEqual(payload(name));
  });

  it.each<[string, object, z.ZodObject]>([
    [
      'request',
      { ...payload('poll-input').request, ...payload('rehearsal-poll-input').request },
      WatchRequest,
    ],
    ['progress', payload('poll-input').progress, Progress],
    [
      'notification',
      { ...payload('plan-input').notification, ...payload('rehearsal-plan-input').notification },
      Notification,
    ],
  ])('has every part of a %s', (_name, part, { shape }) => {
    expect(Object.keys(part).sort()).toEqual(Object.keys(shape).sort());
  });
});

describe('the input of a poll', () => {
  const input = (request: object) => ({ watch: anExecution, request, progress: {} });

  it('takes the key by which Step Functions links a parent workflow, and drops it', () => {
    const started = input({ ...aRequest(), [parentKey]: 'arn:aws:states:eu-central-1:1:execution:parent:1' });
    expect(PollInput.parse(started).request).toStrictEqual(aRequest());
  });

  it.each(['priority', 'aws_step_functions_started_by_execution_id', `${parentKey}_2`])(
    'refuses any other key of a request: %s',
    (key) => {
      expect(PollInput.safeParse(input({ ...aRequest(), [key]: 'x' })).error?.issues).toMatchObject([
        { code: 'unrecognized_keys', path: ['request'], keys: [key] },
      ]);
    },
  );

  it('refuses that key in a request from elsewhere', () => {
    expect(WatchRequest.safeParse({ ...aRequest(), [parentKey]: 'x' }).success).toBe(false);
  });

  it('has a request that was accepted, from the first poll on: what only a later release knows is dropped', () => {
    const request = { ...aRequest(), priority: 'high', polling: 'learned', deadline: '60d' };
    const later = { ...input(request), progress: progress() };
    expect(PollInput.parse(later).request).toStrictEqual({
      ...aRequest(),
      polling: undefined,
      deadline: undefined,
    });
    expect(PollInput.safeParse(input(request)).error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'request.deadline',
      'request.polling',
      'request',
    ]);
  });

  it.each([[undefined], [null], ['text'], [7], [[aRequest()]], [{}]])(
    'refuses %j as a request',
    (request) => {
      expect(PollInput.safeParse({ ...input({}), request }).error?.issues[0]?.path[0]).toBe('request');
    },
  );

  it('has no progress before the first poll', () => {
    expect(PollInput.parse(input(aRequest())).progress).toBeUndefined();
  });

  it('refuses progress that it cannot read: a watch does not begin anew in its middle', () => {
    const half = { ...input(aRequest()), progress: { polls: 3 } };
    expect(PollInput.safeParse(half).success).toBe(false);
  });
});

describe('the output of a poll', () => {
  const ends = [
    { kind: 'end', outcome: 'succeeded' },
    { kind: 'end', outcome: 'failed', error: 'SDRS.0406', cause: 'A sub-job failed.' },
  ];

  it.each(ends)('is no end ($outcome) without a notification', (decision) => {
    expect(PollOutput.safeParse({ decision, progress: progress() }).error?.issues).toMatchObject([
      { path: ['notification'], message: 'expected a notification with the decision "end", found none' },
    ]);
    expect(
      PollOutput.safeParse({ decision, progress: progress(), notification: aNotification() }).success,
    ).toBe(true);
  });

  it('waits with or without a notification', () => {
    const output = { decision: { kind: 'wait', seconds: 30 }, progress: progress() };
    expect(PollOutput.parse(output)).toStrictEqual(output);
    expect(PollOutput.parse({ ...output, notification: aNotification() })).toHaveProperty('notification');
  });
});

describe('a lost watch', () => {
  const lost = { watch: anExecution, request: { any: ['thing'] }, status: 'CAUGHT' };

  it.each([[{ polls: 3 }], ['text'], [null], [[]], [7]])(
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
