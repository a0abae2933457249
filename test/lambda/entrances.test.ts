import type { EventBridgeEvent, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { LostWatchEvent } from '../../functions/report-lost-watch/event.ts';
import { BatchResponse, QueueMessages } from '../../functions/start-watch/event.ts';
import type { LostWatch } from '../../lib/workflow/contracts.ts';

const record = (messageId: string, body: string): SQSEvent['Records'][number] => ({
  messageId,
  body,
  receiptHandle: 'handle',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1',
    SenderId: 'AIDA',
    ApproximateFirstReceiveTimestamp: '1',
  },
  messageAttributes: {},
  md5OfBody: 'md5',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:requests',
  awsRegion: 'eu-central-1',
});

describe('an event of the request queue', () => {
  it('is read as a batch of messages', () => {
    const event: SQSEvent = { Records: [record('1', '{"job_id":"a"}'), record('2', 'not JSON')] };
    expect(QueueMessages.parse(event)).toEqual({
      messages: [
        { id: '1', body: '{"job_id":"a"}' },
        { id: '2', body: 'not JSON' },
      ],
    });
  });

  it('is answered with the messages to deliver again, without the reasons', () => {
    expect(BatchResponse.parse({ failed: [{ id: '2', error: new Error('throttled') }] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
    expect(BatchResponse.parse({ failed: [] })).toEqual({ batchItemFailures: [] });
  });
});

const execution = 'arn:aws:states:eu-central-1:123456789012:execution:watch-job:sdrs-1';

const statusChange = (
  detail: object,
): EventBridgeEvent<'Step Functions Execution Status Change', object> => ({
  id: '315c1398-40ff-a850-213b-158f73e60175',
  version: '0',
  account: '123456789012',
  time: '2026-01-01T00:00:00Z',
  region: 'eu-central-1',
  resources: [execution],
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: {
    executionArn: execution,
    stateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:watch-job',
    name: 'sdrs-1',
    status: 'FAILED',
    startDate: 1_767_225_600_000,
    stopDate: 1_767_225_700_000,
    input: '{"job_id":"ff8080815f7a1b2c"}',
    output: null,
    inputDetails: { included: true },
    outputDetails: null,
    ...detail,
  },
});

const watch = { id: 'sdrs-1', arn: execution };
const known = {
  watch,
  started_at: '2026-01-01T00:00:00.000Z',
  ended_at: '2026-01-01T00:01:40.000Z',
};
const request = { job_id: 'ff8080815f7a1b2c' };

describe('an event of a lost watch', () => {
  it.each<[string, object, LostWatch]>([
    [
      'with an error',
      { error: 'SDRS.1013', cause: 'no space' },
      { ...known, request, status: 'FAILED', error: 'SDRS.1013', cause: 'no space' },
    ],
    [
      'without an error',
      { status: 'TIMED_OUT', error: null, cause: null },
      { ...known, request, status: 'TIMED_OUT' },
    ],
    [
      'whose input is too large for the event',
      { status: 'ABORTED', input: null, inputDetails: { included: false } },
      { ...known, request: undefined, status: 'ABORTED' },
    ],
    ['whose input is not JSON', { input: '{' }, { ...known, request: undefined, status: 'FAILED' }],
    ['without a start or an end', { startDate: null, stopDate: null }, { watch, request, status: 'FAILED' }],
    [
      'whose start and end are not valid times',
      { startDate: 1e300, stopDate: 'soon' },
      { watch, request, status: 'FAILED' },
    ],
  ])('of an execution %s is read', (_, detail, lost) => {
    expect(LostWatchEvent.parse(statusChange(detail))).toEqual(lost);
  });

  it('is read unchanged if the machine reports it itself', () => {
    const lost: LostWatch = { ...known, request, status: 'CAUGHT', error: 'States.Timeout' };
    expect(LostWatchEvent.parse(lost)).toEqual(lost);
  });

  it.each([[{}], [null], [statusChange({ executionArn: undefined })]])('is refused: %j', (event) => {
    expect(LostWatchEvent.safeParse(event).success).toBe(false);
  });
});
