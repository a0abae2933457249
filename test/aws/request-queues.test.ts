import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { makeRejectRequest } from '../../lib/aws/request-queues.ts';
import { type Call, failure, type Reply, sent, startAws } from './aws-server.ts';

const body = '{"job_id": 7}';

let close: () => Promise<unknown> = async () => undefined;
afterEach(() => close());

async function queue(answer: (call: Call) => Reply) {
  const aws = await startAws(answer);
  close = aws.close;
  const url = `${aws.endpoint}/123456789012/bad`;
  return { url, calls: aws.calls, keep: makeRejectRequest(new SQSClient(aws.options), url) };
}

describe('the queue of bad messages', () => {
  it('stores the body unchanged, with the reason and the message id as attributes', async () => {
    const { keep, calls, url } = await queue(sent);
    await keep({ id: 'a', body }, 'job_id: expected a text');
    expect(calls).toEqual([
      {
        operation: 'SendMessage',
        parameters: {
          QueueUrl: url,
          MessageBody: body,
          MessageAttributes: {
            reason: { DataType: 'String', StringValue: 'job_id: expected a text' },
            message_id: { DataType: 'String', StringValue: 'a' },
          },
        },
      },
    ]);
  });

  it.each([
    ['is cut if it is long', 'x'.repeat(5_000), 'x'.repeat(1_000)],
    ['loses characters that SQS refuses', 'a\u0000b\uFFFFc\uD800d\te', 'a\uFFFDb\uFFFDc\uFFFDd\te'],
    ['keeps all other Unicode characters', 'Größe 😀', 'Größe 😀'],
  ])('the reason %s', async (_, reason, kept) => {
    const { keep, calls } = await queue(sent);
    await keep({ id: 'a', body }, reason);
    expect(calls[0]?.parameters).toMatchObject({ MessageAttributes: { reason: { StringValue: kept } } });
  });

  it.each(['AccessDeniedException', 'QueueDoesNotExist'])('rethrows %s', async (type) => {
    const { keep } = await queue(() => failure(type));
    await expect(keep({ id: 'a', body }, 'why')).rejects.toMatchObject({ name: type });
  });
});
