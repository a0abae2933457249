import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { redriveNotifications } from '../../lib/aws/redrive-notifications.ts';
import { stateVersion } from '../../lib/workflow/state-version.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { failure, ok, startAws } from './aws-server.ts';

const machine = 'arn:aws:states:eu-central-1:123456789012:stateMachine:send-notification';
let aws: Awaited<ReturnType<typeof startAws>>;
let waiting: { MessageId: string; ReceiptHandle: string; Body: string; Attributes?: object }[] = [];
/** The error that StartExecution answers with. */
let refusal: string | undefined;

beforeAll(async () => {
  aws = await startAws(({ operation }) => {
    switch (operation) {
      case 'ReceiveMessage':
        return ok({ Messages: waiting.splice(0) });
      case 'StartExecution':
        return refusal === undefined ? ok({ executionArn: 'arn', startDate: 0 }) : failure(refusal);
      default:
        return ok({});
    }
  });
});
beforeEach(() => {
  aws.calls.length = 0;
  refusal = undefined;
});
afterAll(() => aws.close());

const clients = () => {
  const options = {
    endpoint: aws.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  return { sqs: new SQSClient({ ...options, md5: false }), sfn: new SFNClient(options) };
};
const deadLetter = (id: string, body: object) => ({
  MessageId: id,
  ReceiptHandle: `handle ${id}`,
  Body: JSON.stringify(body),
});
const redrive = () =>
  redriveNotifications(
    { queue: `${aws.endpoint}/123456789012/dead-letters`, machine, startedAt: 1_000 },
    new AbortController().signal,
    clients(),
  );

it('starts an execution named by the message for each dead letter, and deletes the dead letter', async () => {
  const delivery = { destination: 'ops', attempts: 8 };
  waiting = [
    deadLetter('one', { notification: aFailureNotification() }),
    deadLetter('two', { notification: aFailureNotification(), attempt: { delivery } }),
  ];
  expect(await redrive()).toEqual({ started: 2, unreadable: 0 });
  const started = aws.calls.filter(({ operation }) => operation === 'StartExecution');
  const names = started.map(({ parameters }) => String(parameters['name']));
  expect(new Set(names).size).toBe(2);
  expect(
    names.every((name) => name.startsWith(`${aFailureNotification().id}-again-`) && name.length <= 80),
  ).toBe(true);
  expect(started.map(({ parameters }) => JSON.parse(String(parameters['input'])))).toEqual([
    { notification: { ...aFailureNotification(), version: stateVersion } },
    {
      notification: { ...aFailureNotification(), version: stateVersion },
      again: { ...delivery, version: stateVersion },
    },
  ]);
  expect(aws.calls.filter(({ operation }) => operation === 'DeleteMessage')).toHaveLength(2);
});

it('deletes a dead letter only after its execution has started', async () => {
  waiting = ['one', 'two'].map((id) => deadLetter(id, { notification: aFailureNotification() }));
  await redrive();
  const order = aws.calls
    .map(({ operation }) => operation)
    .filter((operation) => operation !== 'ReceiveMessage');
  expect(order).toEqual(['StartExecution', 'DeleteMessage', 'StartExecution', 'DeleteMessage']);
});

it.each(['ExecutionLimitExceeded', 'AccessDeniedException', 'StateMachineDoesNotExist'])(
  'keeps a dead letter whose execution cannot start: %s',
  async (error) => {
    refusal = error;
    waiting = [deadLetter('one', { notification: aFailureNotification() })];
    await expect(redrive()).rejects.toMatchObject({ name: error });
    expect(aws.calls.map(({ operation }) => operation)).not.toContain('DeleteMessage');
  },
);

it('counts a message that arrives twice as started', async () => {
  refusal = 'ExecutionAlreadyExists';
  waiting = [deadLetter('one', { notification: aFailureNotification() })];
  expect(await redrive()).toEqual({ started: 1, unreadable: 0 });
});

it('leaves dead letters that arrived after the redrive began', async () => {
  waiting = [
    {
      ...deadLetter('late', { notification: aFailureNotification() }),
      Attributes: { SentTimestamp: '1001' },
    },
  ];
  expect(await redrive()).toEqual({ started: 0, unreadable: 0 });
});

it('leaves a dead letter with excessive nesting, and redrives the others', async () => {
  const part = '{"job_id":"a","label":"b","entities":{},"sub_jobs":[';
  const job = `${part.repeat(4_000)}${']}'.repeat(4_000)}`;
  const deep = deadLetter('deep', { notification: { ...aFailureNotification(), job: 'JOB' } });
  waiting = [
    { ...deep, Body: deep.Body.replace('"JOB"', job) },
    deadLetter('one', { notification: aFailureNotification() }),
  ];
  expect(await redrive()).toEqual({ started: 1, unreadable: 1 });
});

it('leaves other messages in the queue, and counts them as unreadable', async () => {
  waiting = [deadLetter('one', { something: 'else' })];
  expect(await redrive()).toEqual({ started: 0, unreadable: 1 });
  expect(aws.calls.map(({ operation }) => operation)).not.toContain('DeleteMessage');
});
